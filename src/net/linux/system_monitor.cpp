// SPDX-License-Identifier: MIT
#include "net/system_monitor.h"

#include "net/linux/monitor_linux.h"

namespace ddns {

std::unique_ptr<NetworkMonitor> make_system_monitor(Loop& loop) { return make_linux_monitor(loop); }

} // namespace ddns
