// SPDX-License-Identifier: MIT
#include "util/time.h"

#include <fmt/format.h>

namespace ddns {

std::string describe(Duration duration) {
    const double us = static_cast<double>(duration.count());
    if (us < 0) return "-" + describe(-duration);
    if (us < 1e3) return fmt::format("{:.0f} us", us);
    if (us < 1e4) return fmt::format("{:.1f} ms", us / 1e3);
    if (us < 1e6) return fmt::format("{:.0f} ms", us / 1e3);
    if (us < 1e7 && duration % std::chrono::seconds(1) != Duration::zero())
        return fmt::format("{:.1f} s", us / 1e6);
    if (us < 120e6) return fmt::format("{:.0f} s", us / 1e6);
    if (us < 7200e6) return fmt::format("{:.0f} min", us / 60e6);
    return fmt::format("{:.0f} h", us / 3600e6);
}

} // namespace ddns
