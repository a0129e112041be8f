// SPDX-License-Identifier: MIT
#pragma once

#include "config/diagnostic.h"
#include "net/snapshot.h"
#include "util/result.h"

#include <string>
#include <vector>

namespace ddns {

/// A snapshot as a file: what `snapshot` prints and `--snapshot F` reads, for bug reports and tests.
/// Keys: platform, ifaces, routes, addrs, os_dev, incumbent.
struct SnapshotFile {
    Snapshot snapshot;
    std::vector<IpAddress> incumbents;
};

std::string to_yaml(const SnapshotFile& file);

/// Errors name the file, line and column. Unknown keys are refused, with the exception of those a table of
/// cases carries beside the input (id, name, why, v4, v6, excluded, publish_*, provisional, v6_brief_order).
Result<SnapshotFile> parse_snapshot(const std::string& text, const std::string& file_name);

} // namespace ddns
