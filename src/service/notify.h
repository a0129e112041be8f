// SPDX-License-Identifier: MIT
#pragma once

#include "util/result.h"
#include "util/time.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ddns {

/// Tells the service manager how the daemon is doing: the protocol of sd_notify(3), without its library.
/// Owns its socket. When nobody listens (`NOTIFY_SOCKET` unset) every call does nothing and succeeds.
/// Errors: `system`; the caller logs them and goes on.
class Notifier {
public:
    /// `socket` is the value of `NOTIFY_SOCKET`: a path, or `@name` for an abstract one; "" = nobody listens.
    explicit Notifier(std::string socket);
    ~Notifier();
    Notifier(const Notifier&) = delete;
    Notifier& operator=(const Notifier&) = delete;

    /// Up and working. Also ends what `reloading` began. `status` is a sentence for `systemctl status`.
    Result<void> ready(std::string_view status);
    /// `now` is the same clock that systemd reads (CLOCK_MONOTONIC), which is what Loop::now() gives.
    Result<void> reloading(Instant now);
    Result<void> stopping(std::string_view status);
    Result<void> status(std::string_view status);
    /// Still alive; to be sent at least every half of `watchdog_interval`. Never waits.
    Result<void> watchdog();

private:
    Result<void> send(std::string_view message, int flags);

    std::string path_;
    int fd_ = -1;
};

/// Environment variable `NOTIFY_SOCKET`, or "".
std::string notify_socket_of_process();

/// How often the service manager wants to hear `watchdog`; nullopt when it does not. From `WATCHDOG_USEC`
/// and `WATCHDOG_PID`, which, when set, must be this process (sd_watchdog_enabled(3)).
std::optional<Duration> watchdog_interval(std::string_view watchdog_usec, std::string_view watchdog_pid,
                                          std::uint64_t own_pid);
/// The same for this process.
std::optional<Duration> watchdog_interval_of_process();

} // namespace ddns
