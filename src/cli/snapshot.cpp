// SPDX-License-Identifier: MIT
#include "cli/commands.h"
#include "cli/network.h"
#include "cli/output.h"

namespace ddns {

ExitCode run_snapshot(const SnapshotCommand&) {
    const auto network = look_at_network(std::nullopt);
    if (!network) return complain(network.error());
    return print(to_yaml(*network));
}

} // namespace ddns
