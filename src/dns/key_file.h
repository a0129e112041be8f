// SPDX-License-Identifier: MIT
#pragma once

#include "dns/tsig.h"

namespace ddns {

constexpr std::size_t longest_key_file = 16u << 10;

/// A key as `tsig-keygen` writes it and BIND reads it, with comments in any of its three styles:
///
///     key "home" {
///         algorithm hmac-sha256;
///         secret "bWFkZSBieSB0c2lnLWtleWdlbg==";
///     };
///
/// Exactly one key, and nothing else. Errors: `config`, a sentence that begins with the line and column where
/// the mistake is ("3:9: ..."); nothing of a secret is in it.
Result<TsigKey> parse_key_file(std::string_view text, std::size_t longest = longest_key_file);

} // namespace ddns
