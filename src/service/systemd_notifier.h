// SPDX-License-Identifier: MIT
#pragma once

#include "service/notify.h"

#include <string>

namespace ddns {

/// Speaks to systemd: the protocol of sd_notify(3), without its library. Owns its socket. When nobody listens
/// (`NOTIFY_SOCKET` unset) every call does nothing and succeeds.
class SystemdNotifier final : public Notifier {
public:
    /// `socket` is the value of `NOTIFY_SOCKET`: a path, or `@name` for an abstract one; "" = nobody listens.
    explicit SystemdNotifier(std::string socket);
    ~SystemdNotifier() override;

    Result<void> ready(std::string_view status) override;
    /// Loop::now() is the clock that systemd reads (CLOCK_MONOTONIC).
    Result<void> reloading(Instant now) override;
    Result<void> stopping(std::string_view status) override;
    /// A sentence for `systemctl status`.
    Result<void> status(std::string_view status);
    Result<void> watchdog() override;
    [[nodiscard]] std::optional<Duration> watchdog_interval() const override;

private:
    Result<void> send(std::string_view message, int flags);

    std::string path_;
    int fd_ = -1;
};

/// Environment variable `NOTIFY_SOCKET`, or "".
std::string notify_socket_of_process();

/// How often systemd wants to hear `watchdog`; nullopt when it does not. From `WATCHDOG_USEC` and
/// `WATCHDOG_PID`, which, when set, must be this process (sd_watchdog_enabled(3)).
std::optional<Duration> watchdog_interval(std::string_view watchdog_usec, std::string_view watchdog_pid,
                                          std::uint64_t own_pid);

} // namespace ddns
