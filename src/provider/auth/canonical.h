// SPDX-License-Identifier: MIT
#pragma once

#include "provider/auth/signing.h"

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// The canonical forms from which both sides of a signature compute the same digest. Pure; what they are made
/// from may be any bytes.
namespace ddns {

/// Each segment percent-encoded; the slashes stay.
std::string encode_path(std::string_view path);

/// Names and values of a query, decoded, in its order.
std::vector<std::pair<std::string, std::string>> decode_query(std::string_view query);

/// `name=value` with `&` between, percent-encoded as RFC 3986 has it (a space is %20), sorted by encoded name
/// and then value. A name without `=` has an empty value.
std::string canonical_query(std::span<const std::pair<std::string, std::string>> query);
std::string canonical_query(std::string_view query);

/// Headers that are signed, in lower case; `x-amz-*` is every header that begins so.
using SignedNames = std::span<const std::string_view>;

/// The signed headers of a request with its host, sorted by name.
std::vector<std::pair<std::string, std::string>>
signed_headers(const SigningParts& parts, std::span<const HttpHeader> added, SignedNames wanted);

/// The names alone, with `;` between.
std::string joined_names(std::span<const std::pair<std::string, std::string>> headers);

} // namespace ddns
