// SPDX-License-Identifier: MIT
#pragma once

#include "util/time.h"

#include <optional>
#include <string>
#include <string_view>

/// Dates as protocols write them, always in UTC.
namespace ddns {

/// "20260102T030405Z" (ISO 8601, basic).
std::string basic_date_time(WallTime time);
/// "20260102".
std::string basic_date(WallTime time);
/// "2026-01-02T03:04:05Z" (RFC 3339).
std::string date_time(WallTime time);
/// "2026-01-02".
std::string date(WallTime time);
/// "20260102T03:04:05", as EdgeGrid writes it before its "+0000".
std::string half_basic_date_time(WallTime time);
/// "Fri, 02 Jan 2026 03:04:05 GMT" (RFC 9110, section 5.6.7).
std::string http_date(WallTime time);
/// Seconds and milliseconds since 1970, as text.
std::string unix_seconds(WallTime time);
std::string unix_milliseconds(WallTime time);

/// Reads what `http_date` writes; RFC 850 and asctime dates, which no server of today sends, are not read.
std::optional<WallTime> parse_http_date(std::string_view text);

} // namespace ddns
