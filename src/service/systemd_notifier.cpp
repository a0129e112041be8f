// SPDX-License-Identifier: MIT
#include "service/systemd_notifier.h"

#include "util/text.h"

#include <limits>

namespace ddns {

std::optional<Duration> watchdog_interval(std::string_view watchdog_usec, std::string_view watchdog_pid,
                                          std::uint64_t own_pid) {
    const auto usec = parse_unsigned(watchdog_usec);
    const bool fits = usec && *usec <= static_cast<std::uint64_t>(std::numeric_limits<Duration::rep>::max());
    if (!fits || *usec == 0) return std::nullopt;
    if (!watchdog_pid.empty() && parse_unsigned(watchdog_pid) != own_pid) return std::nullopt;
    return Duration(static_cast<Duration::rep>(*usec));
}

} // namespace ddns
