// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Small things about text that know nothing of DNS. ASCII only where case matters.
namespace ddns {

std::string_view trim(std::string_view text);
std::string to_lower(std::string_view text);
bool equals_ignoring_case(std::string_view a, std::string_view b);
std::vector<std::string_view> split(std::string_view text, char separator);
std::string join(std::span<const std::string> parts, std::string_view separator);

/// A whole unsigned number, nothing around it, or nullopt (also when it does not fit).
std::optional<std::uint64_t> parse_unsigned(std::string_view text);

/// The known word that was probably meant, or nullopt when none is near (Damerau-Levenshtein, at most a third
/// of the longer word). For "did you mean".
std::optional<std::string> closest_match(std::string_view word, std::span<const std::string> known);

/// Foreign text made fit for one log line: control bytes become '?', at most `limit` bytes, "..." when cut.
std::string printable(std::string_view foreign, std::size_t limit = 120);

/// RFC 3986: everything but unreserved characters as %XX.
std::string percent_encode(std::string_view text);

/// And back; a `%` without two hexadecimal digits after it stands for itself.
std::string percent_decode(std::string_view text);

} // namespace ddns
