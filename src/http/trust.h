// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace ddns {

/// Whom TLS trusts: a folder or a file, never both. Empty strings: what the TLS library has built in.
struct Trust {
    std::string folder; ///< with OpenSSL's hashed names: only the one certificate that is needed is read
    std::string file;   ///< PEM; all of it is read, some 40 ms for a system's bundle
};

/// What the system offers: the folder where curl expects it when it is a hashed one, else the bundle.
Trust system_trust();

/// True when a name in the folder looks like "4a6481c9.0".
bool is_hashed_folder(const std::string& folder);

} // namespace ddns
