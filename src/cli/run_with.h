// SPDX-License-Identifier: MIT
#pragma once

#include "cli/run.h"
#include "config/load.h"
#include "observe/log.h"
#include "service/notify.h"
#include "service/requests.h"

namespace ddns {

/// What surrounds the daemon; all of it outlives the call.
struct DaemonHost {
    Notifier& service_manager;
    ServiceRequests& requests;
    LogTarget log_target = LogTarget::terminal;
    ConfigWorld world;
};

/// run_daemon, once the platform has found out who hosts it. What is wrong before there is a configuration,
/// and so a log, goes to stderr, or with LogTarget::service to where the log will go.
int run_daemon_with(const RunOptions& options, const DaemonHost& host);

} // namespace ddns
