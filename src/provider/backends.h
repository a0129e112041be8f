// SPDX-License-Identifier: MIT
#pragma once

#include "config/config.h"
#include "http/transport.h"
#include "loop/timers.h"
#include "provider/catalogue.h"
#include "provider/session.h"

namespace ddns {

/// A provider written in C++, because a file cannot say it.
struct Backend {
    ProviderInfo info;
    std::vector<SettingProblem> (*check)(const Account& account);
    /// Why a record's name cannot be kept with a good account, as a phrase that follows it; "" = it can.
    std::string (*wrong_name)(const Account& account, std::string_view name);
    /// The transport and the timers outlive the session and its operations.
    std::unique_ptr<AccountSession> (*make)(const Account& account, HttpTransport& transport, Timers& timers);
};

/// All of them, sorted by name.
const std::vector<Backend>& backends();

/// nullptr when there is none of that name.
const Backend* find_backend(std::string_view name);

} // namespace ddns
