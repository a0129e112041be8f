// SPDX-License-Identifier: MIT
#pragma once

#include "provider/auth/key_file.h"

#include <functional>
#include <string>

namespace ddns {

/// Gives letters and digits that were never given before, 16 at least.
using MakeNonce = std::function<std::string()>;

/// What proofs need of the world besides the clock. Values for tests and examples, the real ones by default.
struct AuthSources {
    MakeNonce nonce = random_nonce;
    ReadKeyFile read_key = read_key_file;

    static std::string random_nonce();
};

} // namespace ddns
