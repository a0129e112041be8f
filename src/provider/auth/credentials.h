// SPDX-License-Identifier: MIT
#pragma once

#include "config/config.h"
#include "provider/auth/key_file.h"
#include "provider/definition.h"

#include <optional>
#include <string>
#include <vector>

namespace ddns {

/// What an account proves its requests with: the arguments of its provider's `auth`, filled in.
struct Credentials {
    std::vector<Secret> arguments; ///< in the scheme's order; those that stand for nothing are empty
    Secret token_url;              ///< where tokens are asked for; empty: the scheme has none
    std::string token_host;        ///< its host and port, for messages
    std::optional<ServiceAccount> service_account; ///< of `google`
    std::optional<RsaKey> key;                     ///< of `transip`
};

/// Reads the key file, where the scheme has one. `base` is the account's base address. Credentials go there,
/// and to the token address that the provider's file names; the one in a key file must be Google's.
/// Errors: `config`, one sentence that names the account.
Result<Credentials> bind_credentials(const AuthSpec& auth, const Bindings& scope, const Account& account,
                                     const std::string& base, const ReadKeyFile& read);

} // namespace ddns
