// SPDX-License-Identifier: MIT
#pragma once

#include "crypto/digest.h"
#include "util/secret.h"

#include <optional>
#include <string>
#include <string_view>

namespace ddns {

/// RFC 2104. `key` holds bytes, not text; the result too. Throws std::bad_alloc where OpenSSL cannot.
std::string hmac(Digest digest, const Secret& key, std::string_view message);

/// Compares without telling by its time where the first difference is.
bool equal_in_constant_time(std::string_view a, std::string_view b);

/// The bytes of a base64 text (RFC 4648 section 4) with its padding and nothing else in it; else nullopt.
std::optional<Secret> decode_base64(const Secret& text);

} // namespace ddns
