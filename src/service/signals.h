// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

namespace ddns {

/// What the signals of this system mean to the daemon, as numbers for SignalWatch.
///
/// Linux: TERM and INT stop, HUP reloads. Windows: Ctrl-C, Ctrl-Break and the closing of the console stop;
/// libuv calls them SIGINT, SIGBREAK and SIGHUP, and after the last the system gives the process 5 s.
struct SignalMeaning {
    std::vector<int> stop, reload;
};
SignalMeaning signal_meaning();

} // namespace ddns
