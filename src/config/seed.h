// SPDX-License-Identifier: MIT
#pragma once

#include "config/load.h"

#include <optional>
#include <string>

namespace ddns {

/// `ddns-reactor -s duckdns -d NAME -t TOKEN -i 300`: a configuration without a file. What was not given is
/// unset. Values may hold `${env:}`, `${file:}`, `${cred:}` as in a file, so that a secret need not stand in
/// the list of processes.
struct SeedArguments {
    std::optional<std::string> provider; ///< -s
    std::optional<std::string> domain;   ///< -d, one name or several with commas between
    std::optional<std::string> token;    ///< -t
    std::optional<std::string> interval; ///< -i, seconds or a duration: the poll
    std::optional<std::string> username; ///< -u
    std::optional<std::string> password; ///< -p
};

/// The same checks as for a file in its short form. Diagnostics name the option ("option -t") as their file
/// and have no line; relative paths start in the working directory.
LoadedConfig config_from_arguments(const SeedArguments& arguments, const KnownProviders& providers,
                                   const ConfigWorld& world);

} // namespace ddns
