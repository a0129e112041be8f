// SPDX-License-Identifier: MIT
#pragma once

#include "net/snapshot_yaml.h"
#include "util/result.h"

#include <optional>
#include <string>

namespace ddns {

/// The network that a command looks at: the file of `--snapshot`, or what this machine's kernel has now.
/// Errors: `config` (the file is wrong), `system`.
Result<SnapshotFile> look_at_network(const std::optional<std::string>& snapshot_file);

} // namespace ddns
