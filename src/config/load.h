// SPDX-License-Identifier: MIT
#pragma once

#include "config/config.h"
#include "config/diagnostic.h"
#include "provider/catalogue.h"
#include "util/result.h"

#include <functional>

namespace ddns {

/// What loading may ask of the world. Tests give their own.
struct ConfigWorld {
    std::function<std::optional<std::string>(const std::string& name)> environment;
    /// A whole file of at most 1 MiB; error `system`. For the configuration itself and for `${file:}`,
    /// `${cred:}`.
    std::function<Result<std::string>(const std::string& path)> read_file;
    /// Whether group or others may read the file (earns a warning when it holds a secret).
    std::function<bool(const std::string& path)> readable_by_others;
};

/// The real one.
ConfigWorld real_config_world();

struct LoadedConfig {
    std::shared_ptr<const Config> config; ///< null when there is an error
    std::vector<Diagnostic> diagnostics;  ///< errors first, each part in file order
};

/// Reads and checks a configuration file. All errors are found in one go. Relative paths in the file (state,
/// ca, settings that the provider declares as paths, `${file:}`) are relative to the folder of the file.
LoadedConfig load_config(const std::string& path, const ProviderCatalogue& catalogue,
                         const ConfigWorld& world);

/// The same for a text that is in memory; `path` only names it in messages and anchors relative paths.
LoadedConfig parse_config(const std::string& text, const std::string& path,
                          const ProviderCatalogue& catalogue, const ConfigWorld& world);

} // namespace ddns
