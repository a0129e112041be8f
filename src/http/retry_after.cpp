// SPDX-License-Identifier: MIT
#include "http/retry_after.h"

#include "util/calendar.h"
#include "util/text.h"

#include <algorithm>

namespace ddns {

std::optional<Duration> retry_after(const HttpReply& reply) {
    const std::string_view text = trim(reply.header("retry-after"));
    constexpr std::int64_t day = 86400;
    std::optional<std::int64_t> seconds;
    if (const auto count = parse_unsigned(text)) {
        seconds = *count > static_cast<std::uint64_t>(day) ? day : static_cast<std::int64_t>(*count);
    } else if (const auto then = parse_http_date(text)) {
        if (const auto now = parse_http_date(trim(reply.header("date"))))
            seconds = std::chrono::duration_cast<std::chrono::seconds>(*then - *now).count();
    }
    if (!seconds) return std::nullopt;
    return std::chrono::seconds(std::clamp<std::int64_t>(*seconds, 0, day));
}

} // namespace ddns
