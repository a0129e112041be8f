// SPDX-License-Identifier: MIT
#pragma once

#include "loop/loop.h"
#include "net/iphelper/ip_helper.h"
#include "net/monitor.h"

#include <memory>

namespace ddns {

/// The NetworkMonitor over IP Helper of Windows. The loop outlives it.
///
/// Sources only count and wake the loop. Then another thread reads the tables, again while the counter moves,
/// and when it is done `on_dirty` is called: `snapshot()` gives what that thread has read and asks nothing.
/// After `reread()`, before `start`, and after a failure `snapshot()` reads at once instead, in the
/// milliseconds that takes. While the tables will not hold still they are read every 50 ms.
///
/// `start` never fails: a source that cannot be had is told as news, the others and the poll go on, and
/// `reread()` tries it again. `hears_everything()` while the three notifications of both families live.
/// Destruction takes at most a second, plus, in the destructor of the loop, a reading that is under way.
std::unique_ptr<NetworkMonitor> make_iphelper_monitor(Loop& loop, std::shared_ptr<iphelper::IpHelper> helper);

} // namespace ddns
