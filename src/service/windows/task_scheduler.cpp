// SPDX-License-Identifier: MIT
#include "service/task_xml.h"
#include "service/windows/seams.h"
#include "util/windows/wide.h"

#include <windows.h>

#include <objbase.h>
#include <oleauto.h>
#include <taskschd.h>

#include <utility>

namespace ddns {

namespace {

// CLSID_TaskScheduler and IID_ITaskService, which not every tool chain has to link.
constexpr GUID task_scheduler_class{
    0x0f87369f, 0xa4e5, 0x4cfc, {0xbd, 0x3e, 0x73, 0xe6, 0x15, 0x45, 0x72, 0xdd}};
constexpr GUID task_service{0x2faba4c7, 0x4da9, 0x4013, {0x96, 0x97, 0x20, 0xcc, 0x3f, 0xd4, 0x0f, 0x85}};

/// Administrators and the system may do everything, everybody who is logged on may look, for
/// `service status`.
constexpr const wchar_t* task_access = L"D:(A;;FA;;;SY)(A;;FA;;;BA)(A;;FR;;;AU)";

class Com {
public:
    Com() : result_(CoInitializeEx(nullptr, COINIT_MULTITHREADED)) {}
    ~Com() {
        if (SUCCEEDED(result_)) CoUninitialize();
    }
    Com(const Com&) = delete;
    Com& operator=(const Com&) = delete;
    [[nodiscard]] HRESULT result() const { return result_; }

private:
    HRESULT result_;
};

/// A reference to a COM object.
template <class T>
class Reference {
public:
    Reference() = default;
    ~Reference() {
        if (object_) object_->Release();
    }
    Reference(const Reference&) = delete;
    Reference& operator=(const Reference&) = delete;
    T** out() { return &object_; }
    T* operator->() const { return object_; }

private:
    T* object_ = nullptr;
};

/// A BSTR; also as the text in a VARIANT.
class ComText {
public:
    ComText() = default;
    explicit ComText(const std::wstring& text)
        : text_(SysAllocStringLen(text.data(), static_cast<UINT>(text.size()))) {}
    ~ComText() { SysFreeString(text_); }
    ComText(const ComText&) = delete;
    ComText& operator=(const ComText&) = delete;
    BSTR* out() { return &text_; }
    [[nodiscard]] BSTR get() const { return text_; }
    /// Lives as long as this; nobody clears it.
    [[nodiscard]] VARIANT variant() const {
        VARIANT value{};
        value.vt = VT_BSTR;
        value.bstrVal = text_;
        return value;
    }

private:
    BSTR text_ = nullptr;
};

VARIANT nothing() { return VARIANT{}; } // VT_EMPTY is 0

/// Errors of Windows in a HRESULT become themselves again.
tl::unexpected<std::uint32_t> refused(HRESULT result) {
    const auto code = static_cast<std::uint32_t>(result);
    const bool of_windows = (code & 0xFFFF0000U) == 0x80070000U;
    return tl::unexpected<std::uint32_t>(of_windows ? code & 0xFFFFU : code);
}

class RealTaskScheduler final : public TaskScheduler {
public:
    Asked<std::string> xml() override {
        return with_task([](const Reference<IRegisteredTask>& task) -> Asked<std::string> {
            ComText text;
            if (const HRESULT got = task->get_Xml(text.out()); FAILED(got)) return refused(got);
            return narrow({text.get(), SysStringLen(text.get())});
        });
    }

    Asked<void> put(std::string_view xml) override {
        return with_folder([&](const Reference<ITaskFolder>& folder) -> Asked<void> {
            const ComText name(service_name), text(widen(xml)), account(widen(task_account)),
                access(task_access);
            Reference<IRegisteredTask> task;
            const HRESULT put =
                folder->RegisterTask(name.get(), text.get(), TASK_CREATE_OR_UPDATE, account.variant(),
                                     nothing(), TASK_LOGON_SERVICE_ACCOUNT, access.variant(), task.out());
            if (FAILED(put)) return refused(put);
            return {};
        });
    }

    Asked<void> remove() override {
        return with_folder([](const Reference<ITaskFolder>& folder) -> Asked<void> {
            const ComText name(service_name);
            if (const HRESULT gone = folder->DeleteTask(name.get(), 0); FAILED(gone)) return refused(gone);
            return {};
        });
    }

    Asked<void> start() override {
        return with_task([](const Reference<IRegisteredTask>& task) -> Asked<void> {
            Reference<IRunningTask> running;
            const HRESULT started = task->Run(nothing(), running.out());
            if (FAILED(started)) return refused(started);
            return {};
        });
    }

    Asked<void> end() override {
        return with_task([](const Reference<IRegisteredTask>& task) -> Asked<void> {
            if (const HRESULT ended = task->Stop(0); FAILED(ended)) return refused(ended);
            return {};
        });
    }

    Asked<bool> runs() override {
        return with_task([](const Reference<IRegisteredTask>& task) -> Asked<bool> {
            TASK_STATE state = TASK_STATE_UNKNOWN;
            if (const HRESULT got = task->get_State(&state); FAILED(got)) return refused(got);
            return state == TASK_STATE_RUNNING || state == TASK_STATE_QUEUED;
        });
    }

private:
    template <class Use>
    auto with_folder(Use use) -> decltype(use(std::declval<const Reference<ITaskFolder>&>())) {
        const Com com;
        if (FAILED(com.result())) return refused(com.result());
        Reference<ITaskService> service;
        Reference<ITaskFolder> folder;
        const ComText root(L"\\");
        HRESULT result = CoCreateInstance(task_scheduler_class, nullptr, CLSCTX_INPROC_SERVER, task_service,
                                          reinterpret_cast<void**>(service.out()));
        if (SUCCEEDED(result)) result = service->Connect(nothing(), nothing(), nothing(), nothing());
        if (SUCCEEDED(result)) result = service->GetFolder(root.get(), folder.out());
        if (FAILED(result)) return refused(result);
        return use(folder);
    }

    template <class Use>
    auto with_task(Use use) -> decltype(use(std::declval<const Reference<IRegisteredTask>&>())) {
        using Answer = decltype(use(std::declval<const Reference<IRegisteredTask>&>()));
        return with_folder([&](const Reference<ITaskFolder>& folder) -> Answer {
            const ComText name(service_name);
            Reference<IRegisteredTask> task;
            if (const HRESULT got = folder->GetTask(name.get(), task.out()); FAILED(got)) return refused(got);
            return use(task);
        });
    }
};

} // namespace

std::unique_ptr<TaskScheduler> make_task_scheduler() { return std::make_unique<RealTaskScheduler>(); }

} // namespace ddns
