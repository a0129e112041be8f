// SPDX-License-Identifier: MIT
#pragma once

#include "config/config.h"
#include "http/transport.h"
#include "loop/timers.h"
#include "provider/catalogue.h"
#include "provider/session.h"

#include <memory>
#include <vector>

namespace ddns {

/// One session for each account of a checked configuration, in its order: the engine for what a provider file
/// describes, the backend where one is written in C++.
std::vector<std::unique_ptr<AccountSession>> make_sessions(const Config& config,
                                                           const ProviderCatalogue& catalogue,
                                                           HttpTransport& transport, Timers& timers);

} // namespace ddns
