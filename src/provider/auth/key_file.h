// SPDX-License-Identifier: MIT
#pragma once

#include "crypto/rsa_key.h"
#include "util/result.h"
#include "util/secret.h"

#include <functional>
#include <string>

/// The private keys that some providers want their requests proven with.
namespace ddns {

/// Reads a file of credentials. A parameter, so that examples need no file.
using ReadKeyFile = std::function<Result<Secret>(const std::string& path)>;

constexpr std::size_t largest_key_file = 64u << 10;

/// A whole file. Errors: `config`, with the path, also when it is larger than `largest_key_file`.
Result<Secret> read_key_file(const std::string& path);

/// A Google service account, as its JSON key file has it.
struct ServiceAccount {
    std::string email;  ///< client_email
    std::string key_id; ///< private_key_id; may be empty
    std::string token_url;
    RsaKey key;
};

/// Foreign bytes. Errors: `config`, what is wrong, to be put after "the key file ... ".
Result<ServiceAccount> parse_service_account(const Secret& json);

} // namespace ddns
