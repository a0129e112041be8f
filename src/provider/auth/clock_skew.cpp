// SPDX-License-Identifier: MIT
#include "provider/auth/clock_skew.h"

#include "util/calendar.h"
#include "util/text.h"

#include <chrono>
#include <fmt/format.h>

namespace ddns {

namespace {
constexpr Duration allowed = std::chrono::minutes(1);
}

std::optional<Duration> skew_in(const HttpReply& reply, WallTime ours) {
    const auto theirs = parse_http_date(trim(reply.header("date")));
    if (!theirs) return std::nullopt;
    const Duration ahead = *theirs - ours;
    if (std::chrono::abs(ahead) <= allowed) return std::nullopt;
    return ahead;
}

std::string tell_skew(Duration ahead, std::string_view host) {
    const Duration size = std::chrono::abs(ahead);
    if (size <= allowed) return {};
    const auto days = std::chrono::round<std::chrono::days>(size);
    return fmt::format("this machine's clock is {} {} {}; set it",
                       days.count() > 1 ? fmt::format("{} days", days.count()) : describe(size),
                       ahead > Duration::zero() ? "behind" : "ahead of", host);
}

} // namespace ddns
