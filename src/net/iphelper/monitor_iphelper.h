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
/// So does `reread()`, with WakeReason::poll. Only before `start` and for the first `snapshot()` after it the
/// tables are read at once, in the milliseconds that takes. After a reading that failed `snapshot()` gives
/// its error; asked again, it also begins another one. While the tables will not hold still they are read
/// every 50 ms.
///
/// `start` never fails: a source that cannot be had is told as news, the others and the poll go on, and
/// `reread()` tries it again. `hears_everything()` while the three notifications of both families live.
/// Destruction takes at most a second; a reading that is under way is not waited for.
std::unique_ptr<NetworkMonitor> make_iphelper_monitor(Loop& loop, std::shared_ptr<iphelper::IpHelper> helper);

} // namespace ddns
