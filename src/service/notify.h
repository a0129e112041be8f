// SPDX-License-Identifier: MIT
#pragma once

#include "util/result.h"
#include "util/time.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace ddns {

/// Tells the service manager how the daemon is doing. This one tells nobody: for a daemon that a person or a
/// task started. systemd (systemd_notifier.h) and Windows' service manager (windows/scm_host.h) listen.
/// Errors: `system`; the caller logs them and goes on.
class Notifier {
public:
    Notifier() = default;
    virtual ~Notifier() = default;
    Notifier(const Notifier&) = delete;
    Notifier& operator=(const Notifier&) = delete;

    /// Up and working. Also ends what `reloading` began. `status` is a sentence for people.
    virtual Result<void> ready(std::string_view /*status*/) { return {}; }
    /// `now` is Loop::now().
    virtual Result<void> reloading(Instant /*now*/) { return {}; }
    /// The end has begun; it takes at most 4.5 s and what closing takes.
    virtual Result<void> stopping(std::string_view /*status*/) { return {}; }
    /// Still alive; to be sent at least every half of `watchdog_interval`. Never waits.
    virtual Result<void> watchdog() { return {}; }
    /// How often the service manager wants to hear `watchdog`; nullopt when it does not.
    [[nodiscard]] virtual std::optional<Duration> watchdog_interval() const { return std::nullopt; }
};

} // namespace ddns
