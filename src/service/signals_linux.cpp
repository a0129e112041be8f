// SPDX-License-Identifier: MIT
#include "service/signals.h"

#include <csignal>

namespace ddns {

SignalMeaning signal_meaning() { return {{SIGTERM, SIGINT}, {SIGHUP}}; }

} // namespace ddns
