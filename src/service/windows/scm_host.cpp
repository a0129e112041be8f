// SPDX-License-Identifier: MIT
#include "service/windows/scm_host.h"

#include "observe/service_log.h"
#include "service/starter.h"
#include "service/windows/seams.h"
#include "util/exit_code.h"
#include "util/windows/wide.h"

#include <windows.h>

#include <chrono>
#include <exception>
#include <fmt/format.h>
#include <mutex>
#include <winsvc.h>

namespace ddns {

namespace {

/// To read the configuration and the state, from a slow disk at the start of the system.
constexpr DWORD start_takes_ms = 10000;
/// 4.5 s for what is under way, and closing.
constexpr DWORD longest_stop_ms = 6000;
constexpr DWORD stop_takes_ms = longest_stop_ms + 1000;

/// What the service manager knows of us. From any thread.
class Status {
public:
    void set_handle(SERVICE_STATUS_HANDLE handle) { handle_ = handle; }

    Result<void> starting() { return report(SERVICE_START_PENDING, start_takes_ms); }
    Result<void> running() { return report(SERVICE_RUNNING, 0); }
    Result<void> stopping() { return report(SERVICE_STOP_PENDING, stop_takes_ms); }
    void stopped(const ServiceExit& exit) {
        const std::lock_guard lock(mutex_);
        status_.dwWin32ExitCode = exit.error;
        status_.dwServiceSpecificExitCode = exit.own_error;
        static_cast<void>(report_locked(SERVICE_STOPPED, 0));
    }
    void again() {
        const std::lock_guard lock(mutex_);
        SetServiceStatus(handle_, &status_);
    }

private:
    Result<void> report(DWORD state, DWORD takes_ms) {
        const std::lock_guard lock(mutex_);
        return report_locked(state, takes_ms);
    }

    /// An end that has begun is never taken back, and after STOPPED Windows may use the handle for others.
    Result<void> report_locked(DWORD state, DWORD takes_ms) {
        const bool ended = status_.dwCurrentState == SERVICE_STOPPED;
        const bool back = status_.dwCurrentState == SERVICE_STOP_PENDING &&
                          (state == SERVICE_RUNNING || state == SERVICE_START_PENDING);
        if (ended || back) return {};
        const bool moving = state == SERVICE_START_PENDING || state == SERVICE_STOP_PENDING;
        status_.dwCheckPoint = moving ? status_.dwCheckPoint + 1 : 0;
        status_.dwCurrentState = state;
        status_.dwWaitHint = takes_ms;
        status_.dwControlsAccepted = state == SERVICE_RUNNING
                                         ? SERVICE_ACCEPT_STOP | SERVICE_ACCEPT_SHUTDOWN |
                                               SERVICE_ACCEPT_PRESHUTDOWN | SERVICE_ACCEPT_PARAMCHANGE
                                         : 0;
        if (SetServiceStatus(handle_, &status_)) return {};
        return fail(ErrorKind::system,
                    fmt::format("cannot tell the service manager: {}", system_message(GetLastError())));
    }

    std::mutex mutex_;
    SERVICE_STATUS_HANDLE handle_ = nullptr;
    SERVICE_STATUS status_{SERVICE_WIN32_OWN_PROCESS, 0, 0, NO_ERROR, 0, 0, 0};
};

class ScmNotifier final : public Notifier {
public:
    explicit ScmNotifier(Status& status) : status_(status) {}
    Result<void> ready(std::string_view) override { return status_.running(); }
    Result<void> stopping(std::string_view) override { return status_.stopping(); }

private:
    Status& status_;
};

/// Keeps the word that the service manager was given, also when the work hangs in a call of the system: once
/// the time is over it says STOPPED and ends the process, which loses no more than a power cut.
class LastResort {
public:
    explicit LastResort(Status& status)
        : status_(status), timer_(CreateThreadpoolTimer(end, this, nullptr)) {}
    LastResort(const LastResort&) = delete;
    LastResort& operator=(const LastResort&) = delete;
    ~LastResort() {
        if (!timer_) return;
        SetThreadpoolTimer(timer_, nullptr, 0, 0);
        WaitForThreadpoolTimerCallbacks(timer_, TRUE);
        CloseThreadpoolTimer(timer_);
    }

    void arm() {
        constexpr LONGLONG units_per_ms = 10'000; // of FILETIME; negative: from now
        LARGE_INTEGER due;
        due.QuadPart = -units_per_ms * longest_stop_ms;
        FILETIME time{due.LowPart, static_cast<DWORD>(due.HighPart)};
        if (timer_) SetThreadpoolTimer(timer_, &time, 0, 0);
    }

private:
    static void CALLBACK end(PTP_CALLBACK_INSTANCE, void* context, PTP_TIMER) {
        make_service_log({}, "")->error(
            fmt::format("the daemon was asked to stop and has not ended within {} s; it is ended now",
                        longest_stop_ms / 1000));
        static_cast<LastResort*>(context)->status_.stopped({});
        TerminateProcess(GetCurrentProcess(), static_cast<UINT>(ExitCode::system_refused));
    }

    Status& status_;
    PTP_TIMER timer_;
};

struct Service {
    const std::function<int(Notifier&, ServiceRequests&)>& work;
    Status status;
    ServiceRequests requests;
    LastResort last_resort{status};
    int exit_code = static_cast<int>(ExitCode::system_refused);
};

/// On a thread of the service manager's, which waits for it: it only leaves word.
DWORD WINAPI on_control(DWORD control, DWORD, void*, void* context) {
    Service& service = *static_cast<Service*>(context);
    switch (control) {
    case SERVICE_CONTROL_STOP:
    case SERVICE_CONTROL_SHUTDOWN:
    case SERVICE_CONTROL_PRESHUTDOWN:
        static_cast<void>(service.status.stopping());
        service.last_resort.arm();
        service.requests.stop(control == SERVICE_CONTROL_STOP ? StopCause::service_manager
                                                              : StopCause::shutdown);
        return NO_ERROR;
    case SERVICE_CONTROL_PARAMCHANGE:
        service.requests.reload();
        return NO_ERROR;
    case SERVICE_CONTROL_INTERROGATE:
        service.status.again();
        return NO_ERROR;
    default:
        return ERROR_CALL_NOT_IMPLEMENTED;
    }
}

/// Windows gives ServiceMain no context, so the one service of the process is found here.
Service* the_service = nullptr;

void WINAPI service_main(DWORD, wchar_t**) {
    Service& service = *the_service;
    const SERVICE_STATUS_HANDLE handle = RegisterServiceCtrlHandlerExW(service_name, on_control, &service);
    if (!handle) return; // the service manager counts that as a failure
    service.status.set_handle(handle);
    static_cast<void>(service.status.starting());
    ScmNotifier notifier(service.status);
    try {
        service.exit_code = service.work(notifier, service.requests);
    } catch (const std::exception&) {
        service.exit_code = static_cast<int>(ExitCode::system_refused); // `work` says why
    }
    service.status.stopped(service_exit(service.exit_code));
}

} // namespace

Result<int> run_as_service(const std::function<int(Notifier&, ServiceRequests&)>& work) {
    Service service{work, {}, {}};
    the_service = &service;
    std::wstring name = service_name; // the function wants it writable
    const SERVICE_TABLE_ENTRYW table[] = {{name.data(), service_main}, {nullptr, nullptr}};
    const bool ran = StartServiceCtrlDispatcherW(table) != 0;
    const DWORD error = GetLastError();
    the_service = nullptr;
    if (ran) return service.exit_code;
    if (error == ERROR_FAILED_SERVICE_CONTROLLER_CONNECT)
        return fail(ErrorKind::system,
                    "`run --service` is for Windows' service manager; start the daemon with "
                    "`ddns-reactor run -c FILE`, or the service with `ddns-reactor service "
                    "start`");
    return fail(ErrorKind::system,
                fmt::format("cannot reach the service manager: {}", system_message(error)));
}

} // namespace ddns
