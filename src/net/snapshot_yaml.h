// SPDX-License-Identifier: MIT
#pragma once

#include "config/diagnostic.h"
#include "net/snapshot.h"
#include "util/result.h"

#include <string>
#include <vector>

namespace ddns {

/// A snapshot as a file: what `snapshot` prints and `--snapshot F` reads, for bug reports and tests.
///
///     platform: linux                    # or windows
///     ifaces: [{name, index, kind, up, carrier, loopback, ptp, vrf: TABLE, winmetric: {v4, v6}}]
///     routes: [{dst: default4 | default6 | PREFIX, dev, metric, table: main | NUMBER, type: unicast | ...,
///               flags: [dead, linkdown], pref: high | medium | low, multipath: [dev..]}]
///     addrs:  [{dev, addr: ADDRESS/LENGTH, scope: global | site | link | host, pref: forever | SECONDS,
///               flags: [temporary, deprecated, tentative, optimistic, dadfailed, secondary, skip_as_source,
///                       not_local_yet]}]
///     os_dev: {v4: dev, v6: dev}
///     incumbent: {v4: ADDRESS or list, v6: ...}, or one list for both
///
/// All but `ifaces` may be missing, and every key has the default of the structure it fills. A dev is the
/// name of an interface in the file, or `{ifindex: N}` for one that has no name of its own there. The
/// kernel's other flags (permanent, mngtmpaddr ...) are accepted and change nothing. A name that is not UTF-8
/// is written as `!!binary`.
struct SnapshotFile {
    Snapshot snapshot;
    std::vector<IpAddress> incumbents;
    bool operator==(const SnapshotFile&) const = default;
};

inline constexpr std::size_t max_snapshot_bytes = 4u << 20;

/// parse_snapshot(to_yaml(file)) gives the same file again.
std::string to_yaml(const SnapshotFile& file);

/// Foreign bytes: at most `max_snapshot_bytes`, never throws. Errors are `config`, say file:line:column and
/// "did you mean", and stop at the first. Unknown keys are refused, with the exception of those a table of
/// cases carries beside the input (id, name, why, v4, v6, excluded, publish_*, provisional, v6_brief_order).
Result<SnapshotFile> parse_snapshot(const std::string& text, const std::string& file_name);

} // namespace ddns
