// SPDX-License-Identifier: MIT
#pragma once

#include "import/imported.h"

namespace ddns {

/// Where things are called what.
struct ImportNames {
    std::string source;        ///< the original's file name
    std::string client;        ///< "ddclient"
    std::string secret_folder; ///< beside our file; plain enough for a `${file:}`
};

struct WrittenConfig {
    std::string yaml; ///< holds no secret
    /// Name within the folder, content without a final newline. Names differ in more than their case.
    std::vector<std::pair<std::string, Secret>> secrets;
};

/// Our configuration, for a person to read: what could not be carried over stands as a comment where it
/// belongs, what is off is commented out with the reason.
WrittenConfig write_config(const ImportedConfig& config, const ImportNames& names);

/// All notes, one a line and in the order of the original: `a.conf:3: syslog: not carried over, because ...`.
std::string list_notes(const ImportedConfig& config, const ImportNames& names);

} // namespace ddns
