// SPDX-License-Identifier: MIT
#include "cli/configuration.h"
#include "cli/run_with.h"
#include "service/systemd_notifier.h"

namespace ddns {

int run_daemon(const RunOptions& options) {
    SystemdNotifier systemd(notify_socket_of_process());
    ServiceRequests requests;
    return run_daemon_with(options, {systemd, requests, LogTarget::terminal, world_of(options.config)});
}

} // namespace ddns
