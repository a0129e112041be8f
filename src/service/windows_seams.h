// SPDX-License-Identifier: MIT
#pragma once

#include "util/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// What installing asks of Windows, behind small tables, so that its decisions are tested on every system.
/// The real ones are in service/windows/. Nothing here is for the loop: all of it waits.
namespace ddns {

/// A value, or an error of GetLastError().
template <class T>
using Asked = tl::expected<T, std::uint32_t>;

/// The errors that decide something (winerror.h).
namespace windows_error {
inline constexpr std::uint32_t file_not_found = 2, access_denied = 5, timeout = 1053, already_running = 1056,
                               cannot_accept_control = 1061, not_active = 1062, service_aborted = 1067,
                               logon_failed = 1069, does_not_exist = 1060, service_specific = 1066,
                               marked_for_delete = 1072, exists = 1073, never_started = 1077;
}

struct ServiceRecord {
    std::string command_line;
    std::string account; ///< "NT SERVICE\\ddns-reactor"
    bool operator==(const ServiceRecord&) const = default;
};

/// SERVICE_STATUS_PROCESS, as far as anybody asks.
struct ServiceState {
    enum class Phase : std::uint8_t { stopped = 1, starting, stopping, running, resuming, pausing, paused };
    Phase phase = Phase::stopped;
    std::uint32_t error = 0;      ///< dwWin32ExitCode
    std::uint32_t own_error = 0;  ///< dwServiceSpecificExitCode
    std::uint32_t checkpoint = 0; ///< grows while it starts or stops
    std::uint32_t process = 0;    ///< 0: none
};

/// What is set beside the record, each by a call of its own.
enum class ServiceDetail : std::uint8_t {
    description,
    delayed_start,   ///< after what starts at once
    failure_actions, ///< again after 5 s, 30 s, 60 s, and so on every 60 s; counted anew after a day
    failure_flag,    ///< also when it ended by itself with an error, not only when it crashed
    sid_type,        ///< its account's SID is in its token
    privileges,      ///< none but SeChangeNotifyPrivilege
    preshutdown,     ///< time before the shutdown begins
};
std::string_view to_string(ServiceDetail detail);
inline constexpr ServiceDetail all_service_details[] = {
    ServiceDetail::description,  ServiceDetail::delayed_start, ServiceDetail::failure_actions,
    ServiceDetail::failure_flag, ServiceDetail::sid_type,      ServiceDetail::privileges,
    ServiceDetail::preshutdown};

/// The service manager, for the one service called ddns-reactor.
class ServiceManager {
public:
    virtual ~ServiceManager() = default;
    virtual Asked<ServiceRecord> record() = 0;
    virtual Asked<void> create(const ServiceRecord& record) = 0;
    virtual Asked<void> change(const ServiceRecord& record) = 0;
    virtual Asked<void> set(ServiceDetail detail) = 0;
    virtual Asked<void> remove() = 0;
    virtual Asked<void> start() = 0;
    virtual Asked<void> stop() = 0; ///< asks it to; `state` tells when it has
    virtual Asked<ServiceState> state() = 0;
    /// The source of the Event Log, which needs administrators, too.
    virtual Asked<void> add_event_source() = 0;
    virtual Asked<void> remove_event_source() = 0;
};

/// The Task Scheduler, for the one task called ddns-reactor. No such task: error file_not_found.
class TaskScheduler {
public:
    virtual ~TaskScheduler() = default;
    virtual Asked<std::string> xml() = 0;
    virtual Asked<void> put(std::string_view xml) = 0; ///< replaces one that is there
    virtual Asked<void> remove() = 0;
    virtual Asked<void> start() = 0;
    virtual Asked<void> end() = 0; ///< by force
    virtual Asked<bool> runs() = 0;
};

/// The value ddns-reactor in the user's Run key. No such value: error file_not_found.
class RunKey {
public:
    virtual ~RunKey() = default;
    virtual Asked<std::string> read() = 0;
    virtual Asked<void> write(std::string_view command_line) = 0;
    virtual Asked<void> remove() = 0;
};

/// The rest of the machine.
class WindowsMachine {
public:
    virtual ~WindowsMachine() = default;
    /// "access is denied", for people.
    virtual std::string words(std::uint32_t error) = 0;
    virtual void wait(Duration time) = 0;
    /// The process of the daemon that keeps its state where this configuration says; 0: none answers.
    virtual std::uint32_t daemon_of(const std::string& config) = 0;
    /// Asks that daemon to end; it may still be there afterwards.
    virtual Result<void> ask_to_stop(const std::string& config) = 0;
    /// Starts a program without a window, which lives on when this one ends.
    virtual Asked<void> launch(const std::string& command_line) = 0;
    /// The exit code of what `launch` has started; nullopt while it runs.
    virtual std::optional<std::uint32_t> launched_exit() = 0;
    /// Whether there is such a process; false also when this user may not know.
    virtual bool lives(std::uint32_t process) = 0;
};

} // namespace ddns
