// SPDX-License-Identifier: MIT
#include "service/signals.h"

#include <csignal>

namespace ddns {

namespace {

/// The name that libuv gives to the closing of the console; the C library of Windows has no such signal.
constexpr int console_closes = 1; // SIGHUP

} // namespace

SignalMeaning signal_meaning() { return {{SIGINT, SIGBREAK, console_closes}, {}}; }

} // namespace ddns
