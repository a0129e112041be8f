// SPDX-License-Identifier: MIT
#pragma once

#include "cli/run.h"
#include "config/load.h"
#include "provider/catalogue.h"
#include "util/exit_code.h"

#include <memory>
#include <string>
#include <vector>

namespace ddns {

/// Where a user's own provider files are looked for: the folder `providers` beside the configuration; without
/// a configuration that of the whole machine (config/places.h).
std::string provider_folder(const std::string& config_path);

/// The real world of load.h with the state folder of the daemon that has this configuration, also for those
/// who read it in another place of the same machine: on Windows a service's or a user's own (state_place.h).
/// "": no file. Finding out takes some milliseconds there, once, when it is asked for.
ConfigWorld world_of(const std::string& config_path);

/// Prints what is wrong with a configuration, to stderr.
void report(const std::vector<Diagnostic>& diagnostics);

/// Reads the file or the options, with all checks: also those that need the provider's file.
LoadedConfig load(const RunOptions& options, const ProviderCatalogue& catalogue, const ConfigWorld& world);

/// How the program ends when there is no configuration.
ExitCode exit_code_without(const LoadedConfig& loaded);

/// Loads a file and prints what is wrong (to stderr). Error: how to end, because of at least one error.
tl::expected<std::shared_ptr<const Config>, ExitCode>
load_or_report(const std::string& path, const ProviderCatalogue& catalogue, const ConfigWorld& world);

/// Finds the state folder of a configuration without needing its secrets, which may be readable for the
/// daemon only. `usual` is where the daemon keeps its state when the configuration does not say; "": as
/// `world_of` finds it. Errors: `config`.
Result<std::string> state_folder_of(const std::string& path, const std::string& usual = "");

} // namespace ddns
