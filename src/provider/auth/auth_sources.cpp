// SPDX-License-Identifier: MIT
#include "provider/auth/auth_sources.h"

#include "crypto/random.h"

namespace ddns {

std::string AuthSources::random_nonce() { return random_letters(32); }

} // namespace ddns
