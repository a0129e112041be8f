// SPDX-License-Identifier: MIT
#pragma once

#include "util/result.h"

#include <cstdint>
#include <string>
#include <string_view>

/// The small languages inside a configuration: durations, names, addresses of servers. Pure. Errors are
/// phrases that continue `"timeout" ...`, and they quote nothing of the text, which may be a secret.
namespace ddns {

/// `30s`, `10m`, `24h`, `1h30m`, `500ms`, `7d`; a plain number is seconds. Units from large to small, each
/// once. At most 2^31-1 seconds (68 years), the longest TTL.
Result<Duration> parse_duration(std::string_view text);

/// `1h30m`: what parse_duration reads, in the largest units that are exact.
std::string format_duration(Duration duration);

/// A domain name in the form records keep: lower case, no final dot. Letters, digits, `-`, `_`, and `*` as
/// the first label; labels of 1 to 63 bytes, 253 in all (RFC 1035, RFC 2181). Names in other scripts are
/// brought into their A-label form (`xn--...`, RFC 5890).
Result<std::string> normal_name(std::string_view text);

/// A base address: `http(s)://host[:port][/path]`.
struct BaseUrl {
    std::string text;      ///< without the final slashes
    bool encrypted = true; ///< https
    bool loopback = false; ///< 127.0.0.0/8, ::1, localhost
};

enum class UrlQuery : std::uint8_t { refused, allowed };

/// User and password, a fragment and, unless it is allowed, a query are refused.
Result<BaseUrl> parse_base_url(std::string_view text, UrlQuery query);

/// What accounts and uplinks may be called: letters, digits, `_`, `-`, `.`, at most 64.
bool is_plain_name(std::string_view text);

} // namespace ddns
