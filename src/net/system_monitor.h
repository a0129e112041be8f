// SPDX-License-Identifier: MIT
#pragma once

#include "loop/loop.h"
#include "net/monitor.h"

#include <memory>

namespace ddns {

/// The monitor of the system this program was built for. The loop outlives it.
std::unique_ptr<NetworkMonitor> make_system_monitor(Loop& loop);

} // namespace ddns
