// SPDX-License-Identifier: MIT
#pragma once

#include "crypto/digest.h"
#include "util/result.h"
#include "util/secret.h"

#include <memory>

namespace ddns {

/// An RSA private key; a copy is the same key. OpenSSL wipes it when the last copy dies.
class RsaKey {
public:
    /// PEM: "BEGIN PRIVATE KEY" (PKCS #8) or "BEGIN RSA PRIVATE KEY" (PKCS #1), at least 1024 bits.
    /// Errors: `config`, what is wrong with it, to be put after "the key ... ": encrypted, not RSA, no key at
    /// all.
    static Result<RsaKey> parse(const Secret& pem);

    /// RSASSA-PKCS1-v1_5 (RFC 8017, section 8.2), as bytes. Errors: `internal`.
    [[nodiscard]] Result<std::string> sign(Digest kind, std::string_view message) const;

private:
    struct Handle;
    explicit RsaKey(std::shared_ptr<const Handle> handle) : handle_(std::move(handle)) {}
    std::shared_ptr<const Handle> handle_;
};

} // namespace ddns
