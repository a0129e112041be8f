// SPDX-License-Identifier: MIT
#pragma once

#include "config/load.h"
#include "config/node.h"
#include "config/report.h"

namespace ddns {

/// Checks a tree, wherever it came from. `path` anchors relative paths; "" is the working directory.
LoadedConfig check_tree(const Node& root, Report& report, const std::string& path,
                        const KnownProviders& providers, const ConfigWorld& world);

} // namespace ddns
