// SPDX-License-Identifier: MIT
#include <winsock2.h>
#include <ws2tcpip.h>

#include <windows.h>

#include <iphlpapi.h>
#include <netioapi.h>

#include "net/windows/ip_helper_windows.h"

#include "net/windows/one_shots.h"
#include "net/windows/read_tables.h"
#include "net/windows/system_function.h"
#include "util/windows/wide.h"

#include <fmt/format.h>

namespace ddns {

namespace {

using namespace iphelper;
using windows::system_function;

tl::unexpected<Error> refused(EventSource source, std::string_view why) {
    return fail(ErrorKind::system, fmt::format("{} failed: {}", function_name(source), why));
}

tl::unexpected<Error> missing(EventSource source) { return refused(source, "this system does not have it"); }

/// One of the three that end with CancelMibChangeNotify2, which waits for the calls that are running.
class MibSubscription final : public Operation {
public:
    using Cancel = decltype(::CancelMibChangeNotify2);

    MibSubscription(std::function<void()> on_change, Cancel* cancel)
        : on_change_(std::move(on_change)), cancel_(cancel) {}
    ~MibSubscription() override {
        if (handle_) cancel_(handle_);
    }

    template <class Register>
    Result<void> subscribe(EventSource source, Register* function) {
        const DWORD error = function(AF_UNSPEC, &MibSubscription::changed, this, FALSE, &handle_);
        if (error != NO_ERROR) {
            handle_ = nullptr;
            return refused(source, system_message(error));
        }
        if (!handle_) return refused(source, "the system gave no handle for it");
        return {};
    }

private:
    template <class Row>
    static void WINAPI changed(void* self, Row*, MIB_NOTIFICATION_TYPE) {
        static_cast<MibSubscription*>(self)->on_change_();
    }

    std::function<void()> on_change_;
    Cancel* cancel_;
    HANDLE handle_ = nullptr;
};

template <class Register>
Result<std::unique_ptr<Operation>> subscribe_mib(EventSource source, const char* name,
                                                 std::function<void()> on_change) {
    auto* const function = system_function<Register>(L"iphlpapi.dll", name);
    auto* const cancel = system_function<MibSubscription::Cancel>(L"iphlpapi.dll", "CancelMibChangeNotify2");
    if (!function || !cancel) return missing(source);
    auto subscription = std::make_unique<MibSubscription>(std::move(on_change), cancel);
    if (auto subscribed = subscription->subscribe(source, function); !subscribed)
        return tl::unexpected(subscribed.error());
    return subscription;
}

/// powerbase.h and winuser.h, of which mingw-w64 has no part.
namespace power {
using Callback = ULONG CALLBACK(void* context, ULONG type, void* setting);
struct Parameters {
    Callback* callback;
    void* context;
};
using Register = DWORD WINAPI(DWORD flags, HANDLE recipient, void** handle);
using Unregister = DWORD WINAPI(void* handle);
constexpr DWORD call_back = 2;          // DEVICE_NOTIFY_CALLBACK
constexpr ULONG resumed_by_user = 7;    // PBT_APMRESUMESUSPEND
constexpr ULONG resumed_by_itself = 18; // PBT_APMRESUMEAUTOMATIC
} // namespace power

/// Nothing says that unregistering waits for a call that is running, so what the call needs stays for ever:
/// one small object for a subscription.
class PowerSubscription final : public Operation {
public:
    explicit PowerSubscription(std::function<void()> on_resume) : kept_(new Kept{{}, std::move(on_resume)}) {
        kept_->parameters = {&PowerSubscription::changed, kept_};
    }
    ~PowerSubscription() override {
        if (handle_) unregister_(handle_);
    }

    Result<void> subscribe() {
        auto* const enroll =
            system_function<power::Register>(L"powrprof.dll", "PowerRegisterSuspendResumeNotification");
        unregister_ =
            system_function<power::Unregister>(L"powrprof.dll", "PowerUnregisterSuspendResumeNotification");
        if (!enroll || !unregister_) return missing(EventSource::resume);
        const DWORD error = enroll(power::call_back, &kept_->parameters, &handle_);
        if (error == NO_ERROR) return {};
        handle_ = nullptr;
        return refused(EventSource::resume, system_message(error));
    }

private:
    struct Kept {
        power::Parameters parameters;
        std::function<void()> on_resume;
    };

    static ULONG CALLBACK changed(void* context, ULONG type, void*) {
        if (type == power::resumed_by_user || type == power::resumed_by_itself)
            static_cast<Kept*>(context)->on_resume();
        return NO_ERROR;
    }

    Kept* kept_;
    power::Unregister* unregister_ = nullptr;
    void* handle_ = nullptr;
};

Result<std::unique_ptr<Operation>> subscribe_resume(std::function<void()> on_resume) {
    auto subscription = std::make_unique<PowerSubscription>(std::move(on_resume));
    if (auto subscribed = subscription->subscribe(); !subscribed) return tl::unexpected(subscribed.error());
    return subscription;
}

class WindowsIpHelper final : public IpHelper {
public:
    Result<std::unique_ptr<Operation>> subscribe(EventSource source,
                                                 std::function<void()> on_change) override {
        switch (source) {
        case EventSource::ip_interface:
            return subscribe_mib<decltype(::NotifyIpInterfaceChange)>(source, "NotifyIpInterfaceChange",
                                                                      std::move(on_change));
        case EventSource::unicast_address:
            return subscribe_mib<decltype(::NotifyUnicastIpAddressChange)>(
                source, "NotifyUnicastIpAddressChange", std::move(on_change));
        case EventSource::route:
            return subscribe_mib<decltype(::NotifyRouteChange2)>(source, "NotifyRouteChange2",
                                                                 std::move(on_change));
        case EventSource::resume:
            return subscribe_resume(std::move(on_change));
        default:
            return refused(source, "it tells once and cannot be subscribed to");
        }
    }

    std::unique_ptr<OneShots> open_one_shots() override { return windows::open_one_shots(); }
    Result<Tables> read_tables() override { return windows::read_tables(); }
};

} // namespace

std::shared_ptr<IpHelper> make_ip_helper() { return std::make_shared<WindowsIpHelper>(); }

} // namespace ddns
