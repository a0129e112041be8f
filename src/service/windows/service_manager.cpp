// SPDX-License-Identifier: MIT
#include "service/windows/seams.h"
#include "util/windows/wide.h"

#include <windows.h>

#include <array>
#include <utility>
#include <vector>
#include <winsvc.h>

namespace ddns {

namespace {

constexpr const wchar_t* event_source =
    L"SYSTEM\\CurrentControlSet\\Services\\EventLog\\Application\\ddns-reactor";
/// Its messages 1 to 1000 all are "%1". With a file of our own the Event Log would hold the program open and
/// updates would fail, and old events would lose their text when it is removed.
constexpr wchar_t message_file[] = L"%SystemRoot%\\System32\\EventCreate.exe";

tl::unexpected<std::uint32_t> last_error() { return tl::unexpected<std::uint32_t>(GetLastError()); }

/// SC_HANDLE.
class Opened {
public:
    explicit Opened(SC_HANDLE handle) : handle_(handle) {}
    ~Opened() {
        const DWORD error = GetLastError(); // the failure that is being reported
        if (handle_) CloseServiceHandle(handle_);
        SetLastError(error);
    }
    Opened(const Opened&) = delete;
    Opened& operator=(const Opened&) = delete;
    explicit operator bool() const { return handle_ != nullptr; }
    [[nodiscard]] SC_HANDLE get() const { return handle_; }

private:
    SC_HANDLE handle_;
};

/// The text of a detail that is a text, with its end.
template <class Info>
bool change(SC_HANDLE service, DWORD level, Info info) {
    return ChangeServiceConfig2W(service, level, &info) != 0;
}

bool set_failure_actions(SC_HANDLE service) {
    std::array<SC_ACTION, 3> actions{
        {{SC_ACTION_RESTART, 5000}, {SC_ACTION_RESTART, 30000}, {SC_ACTION_RESTART, 60000}}};
    SERVICE_FAILURE_ACTIONSW failure{};
    failure.dwResetPeriod = 24 * 60 * 60; // seconds
    failure.cActions = static_cast<DWORD>(actions.size());
    failure.lpsaActions = actions.data();
    return change(service, SERVICE_CONFIG_FAILURE_ACTIONS, failure);
}

bool set_detail(SC_HANDLE service, ServiceDetail detail) {
    std::wstring description = L"Keeps DNS records pointing at this computer; it reacts to changes of "
                               L"addresses at once instead of polling.";
    std::wstring privileges(L"SeChangeNotifyPrivilege\0", 24); // a list of texts, with two ends
    switch (detail) {
    case ServiceDetail::description:
        return change(service, SERVICE_CONFIG_DESCRIPTION, SERVICE_DESCRIPTIONW{description.data()});
    case ServiceDetail::delayed_start:
        return change(service, SERVICE_CONFIG_DELAYED_AUTO_START_INFO, SERVICE_DELAYED_AUTO_START_INFO{TRUE});
    case ServiceDetail::failure_actions:
        return set_failure_actions(service);
    case ServiceDetail::failure_flag:
        return change(service, SERVICE_CONFIG_FAILURE_ACTIONS_FLAG, SERVICE_FAILURE_ACTIONS_FLAG{TRUE});
    case ServiceDetail::sid_type:
        return change(service, SERVICE_CONFIG_SERVICE_SID_INFO,
                      SERVICE_SID_INFO{SERVICE_SID_TYPE_UNRESTRICTED});
    case ServiceDetail::privileges:
        return change(service, SERVICE_CONFIG_REQUIRED_PRIVILEGES_INFO,
                      SERVICE_REQUIRED_PRIVILEGES_INFOW{privileges.data()});
    case ServiceDetail::preshutdown:
        return change(service, SERVICE_CONFIG_PRESHUTDOWN_INFO, SERVICE_PRESHUTDOWN_INFO{10000}); // ms
    }
    SetLastError(ERROR_INVALID_PARAMETER);
    return false;
}

class RealServiceManager final : public ServiceManager {
public:
    Asked<ServiceRecord> record() override {
        return with(SERVICE_QUERY_CONFIG, [](SC_HANDLE service) -> Asked<ServiceRecord> {
            DWORD size = 0;
            QueryServiceConfigW(service, nullptr, 0, &size);
            std::vector<std::uint64_t> memory(size / sizeof(std::uint64_t) + 1); // aligned
            auto* config = reinterpret_cast<QUERY_SERVICE_CONFIGW*>(memory.data());
            if (!QueryServiceConfigW(service, config, size, &size)) return last_error();
            return ServiceRecord{narrow(config->lpBinaryPathName),
                                 config->lpServiceStartName ? narrow(config->lpServiceStartName) : ""};
        });
    }

    Asked<void> create(const ServiceRecord& record) override {
        const Opened manager(
            OpenSCManagerW(nullptr, nullptr, SC_MANAGER_CONNECT | SC_MANAGER_CREATE_SERVICE));
        if (!manager) return last_error();
        const Opened service(CreateServiceW(manager.get(), service_name, L"ddns-reactor", SERVICE_ALL_ACCESS,
                                            SERVICE_WIN32_OWN_PROCESS, SERVICE_AUTO_START,
                                            SERVICE_ERROR_NORMAL, widen(record.command_line).c_str(), nullptr,
                                            nullptr, nullptr, widen(record.account).c_str(), nullptr));
        if (!service) return last_error();
        return {};
    }

    Asked<void> change(const ServiceRecord& record) override {
        return with(SERVICE_CHANGE_CONFIG, [&](SC_HANDLE service) -> Asked<void> {
            if (!ChangeServiceConfigW(service, SERVICE_WIN32_OWN_PROCESS, SERVICE_AUTO_START,
                                      SERVICE_ERROR_NORMAL, widen(record.command_line).c_str(), nullptr,
                                      nullptr, nullptr, widen(record.account).c_str(), nullptr,
                                      L"ddns-reactor"))
                return last_error();
            return {};
        });
    }

    Asked<void> set(ServiceDetail detail) override {
        // To set a restart one needs the right to start.
        return with(SERVICE_CHANGE_CONFIG | SERVICE_START, [&](SC_HANDLE service) -> Asked<void> {
            if (!set_detail(service, detail)) return last_error();
            return {};
        });
    }

    Asked<void> remove() override {
        return with(DELETE, [](SC_HANDLE service) -> Asked<void> {
            if (!DeleteService(service)) return last_error();
            return {};
        });
    }

    Asked<void> start() override {
        return with(SERVICE_START, [](SC_HANDLE service) -> Asked<void> {
            if (!StartServiceW(service, 0, nullptr)) return last_error();
            return {};
        });
    }

    Asked<void> stop() override {
        return with(SERVICE_STOP, [](SC_HANDLE service) -> Asked<void> {
            SERVICE_STATUS status{};
            if (!ControlService(service, SERVICE_CONTROL_STOP, &status)) return last_error();
            return {};
        });
    }

    Asked<ServiceState> state() override {
        return with(SERVICE_QUERY_STATUS, [](SC_HANDLE service) -> Asked<ServiceState> {
            SERVICE_STATUS_PROCESS status{};
            DWORD size = 0;
            if (!QueryServiceStatusEx(service, SC_STATUS_PROCESS_INFO, reinterpret_cast<BYTE*>(&status),
                                      sizeof status, &size))
                return last_error();
            return ServiceState{static_cast<ServiceState::Phase>(status.dwCurrentState),
                                status.dwWin32ExitCode, status.dwServiceSpecificExitCode, status.dwCheckPoint,
                                status.dwProcessId};
        });
    }

    Asked<void> add_event_source() override {
        HKEY key = nullptr;
        const LSTATUS opened = RegCreateKeyExW(HKEY_LOCAL_MACHINE, event_source, 0, nullptr, 0, KEY_SET_VALUE,
                                               nullptr, &key, nullptr);
        if (opened != ERROR_SUCCESS) return refused(opened);
        const DWORD types = EVENTLOG_ERROR_TYPE | EVENTLOG_WARNING_TYPE | EVENTLOG_INFORMATION_TYPE;
        LSTATUS set = RegSetValueExW(key, L"EventMessageFile", 0, REG_EXPAND_SZ,
                                     reinterpret_cast<const BYTE*>(message_file), sizeof message_file);
        if (set == ERROR_SUCCESS)
            set = RegSetValueExW(key, L"TypesSupported", 0, REG_DWORD, reinterpret_cast<const BYTE*>(&types),
                                 sizeof types);
        RegCloseKey(key);
        if (set != ERROR_SUCCESS) return refused(set);
        return {};
    }

    Asked<void> remove_event_source() override {
        const LSTATUS removed = RegDeleteKeyW(HKEY_LOCAL_MACHINE, event_source);
        if (removed != ERROR_SUCCESS) return refused(removed);
        return {};
    }

private:
    template <class Use>
    auto with(DWORD access, Use use) -> decltype(use(SC_HANDLE())) {
        const Opened manager(OpenSCManagerW(nullptr, nullptr, SC_MANAGER_CONNECT));
        if (!manager) return last_error();
        const Opened service(OpenServiceW(manager.get(), service_name, access));
        if (!service) return last_error();
        return use(service.get());
    }

    static tl::unexpected<std::uint32_t> refused(LSTATUS status) {
        return tl::unexpected<std::uint32_t>(static_cast<std::uint32_t>(status));
    }
};

} // namespace

std::unique_ptr<ServiceManager> make_service_manager() { return std::make_unique<RealServiceManager>(); }

} // namespace ddns
