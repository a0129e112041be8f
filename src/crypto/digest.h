// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

/// What OpenSSL's libcrypto does for this program. The only folder that includes its headers.
namespace ddns {

enum class Digest : std::uint8_t { md5, sha1, sha224, sha256, sha384, sha512 };

/// In bytes: 16, 20, 28, 32, 48, 64.
std::size_t size_of(Digest kind);

/// The digest itself, as bytes. Empty where a policy of the system has switched it off (FIPS: MD5).
std::string digest(Digest kind, std::string_view bytes);

/// Lower-case hexadecimal.
std::string hex(std::string_view bytes);

/// RFC 4648, section 4, with padding.
std::string base64(std::string_view bytes);

/// RFC 4648, section 5, without padding, as JOSE wants it (RFC 7515, section 2).
std::string base64url(std::string_view bytes);

} // namespace ddns
