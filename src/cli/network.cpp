// SPDX-License-Identifier: MIT
#include "cli/network.h"

#include "loop/loop.h"
#include "net/system_monitor.h"
#include "util/file.h"

#include <fmt/format.h>

namespace ddns {

namespace {

Result<SnapshotFile> from_file(const std::string& path) {
    auto text = read_file(path, max_snapshot_bytes);
    if (!text) return tl::unexpected(text.error());
    if (!*text)
        return fail(ErrorKind::system,
                    fmt::format("{} is not there; `ddns-reactor snapshot > {}` makes one", path, path));
    return parse_snapshot(**text, path);
}

Result<SnapshotFile> from_kernel() {
    Loop loop;
    const auto monitor = make_system_monitor(loop);
    auto snapshot = monitor->snapshot();
    if (!snapshot) return tl::unexpected(snapshot.error());
    return SnapshotFile{std::move(*snapshot), {}};
}

} // namespace

Result<SnapshotFile> look_at_network(const std::optional<std::string>& snapshot_file) {
    return snapshot_file ? from_file(*snapshot_file) : from_kernel();
}

} // namespace ddns
