// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace ddns {

/// Whom TLS trusts: a folder, a file or the certificate store of Windows, never two of them. None: what the
/// TLS library has built in.
struct Trust {
    std::string folder; ///< with OpenSSL's hashed names: only the one certificate that is needed is read
    std::string file;   ///< PEM; all of it is read, some 40 ms for a system's bundle
    bool windows_store = false; ///< ROOT and CA of the user and of the machine
};

/// What the system offers: the store of Windows; elsewhere the folder where curl expects it when it is a
/// hashed one, else the bundle.
Trust system_trust();

/// True when a name in the folder looks like "4a6481c9.0".
bool is_hashed_folder(const std::string& folder);

} // namespace ddns
