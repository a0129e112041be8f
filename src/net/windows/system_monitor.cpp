// SPDX-License-Identifier: MIT
#include "net/system_monitor.h"

#include "net/iphelper/monitor_iphelper.h"
#include "net/windows/ip_helper_windows.h"

namespace ddns {

std::unique_ptr<NetworkMonitor> make_system_monitor(Loop& loop) {
    return make_iphelper_monitor(loop, make_ip_helper());
}

} // namespace ddns
