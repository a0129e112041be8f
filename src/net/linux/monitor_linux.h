// SPDX-License-Identifier: MIT
#pragma once

#include "loop/loop.h"
#include "net/monitor.h"

#include <memory>

namespace ddns {

struct LinuxMonitorSettings {
    /// Bytes of events the kernel may keep for us; less without CAP_NET_ADMIN.
    int receive_buffer = 8 << 20;
};

/// The NetworkMonitor over rtnetlink. The loop outlives it.
///
/// An event marks what it puts in doubt: an interface, all routes, the look-ups. `snapshot()` asks for that
/// alone and answers from memory for the rest. Routes are read again whole while there are few. Beyond 2,000
/// of them (a routing daemon) the few that are kept are followed from event to event, and a second after one
/// that might have changed them silently a reading of all of them begins, a piece per turn of the loop; when
/// it finds another state, `on_dirty` is called. Such readings rest two hundred times as long as they take,
/// at most 60 s. After `reread()` and overflow even a large table is read at once.
///
/// The number of interfaces, addresses and routes is not limited.
std::unique_ptr<NetworkMonitor> make_linux_monitor(Loop& loop, LinuxMonitorSettings settings = {});

} // namespace ddns
