// SPDX-License-Identifier: MIT
#include "cli/configuration.h"
#include "cli/output.h"
#include "cli/run_with.h"
#include "config/places.h"
#include "service/windows/scm_host.h"
#include "service/windows/session_end.h"

#include <windows.h>

#include <exception>
#include <fmt/format.h>

namespace ddns {

namespace {

/// Also where Windows does not show that the account is a service's (Wine).
ConfigWorld service_world() {
    ConfigWorld world = real_config_world();
    world.state_folder = system_config_folder;
    return world;
}

/// What a mistake of our own says, where the service's log is; main would say it on stderr, which a service
/// has not.
int run_service_daemon(const RunOptions& options, Notifier& service_manager, ServiceRequests& requests) {
    try {
        return run_daemon_with(options, {service_manager, requests, LogTarget::service, service_world()});
    } catch (const std::exception& exception) {
        make_log(LogSettings{}, LogTarget::service)
            ->error(fmt::format("stopped by a mistake of its own: {}", exception.what()));
        return static_cast<int>(ExitCode::system_refused);
    }
}

int run_in_session(const RunOptions& options, LogTarget target) {
    Notifier nobody;
    ServiceRequests requests;
    const SessionEnd session_end(requests);
    return run_daemon_with(options, {nobody, requests, target, world_of(options.config)});
}

} // namespace

int run_daemon(const RunOptions& options) {
    switch (options.place) {
    case RunPlace::service: {
        const auto code = run_as_service([&](Notifier& service_manager, ServiceRequests& requests) {
            return run_service_daemon(options, service_manager, requests);
        });
        return code ? *code : static_cast<int>(complain(code.error()));
    }
    case RunPlace::hidden:
        FreeConsole(); // the window that Windows has made for it goes away
        return run_in_session(options, LogTarget::service);
    case RunPlace::foreground:
        return run_in_session(options, LogTarget::terminal);
    }
    return static_cast<int>(ExitCode::system_refused);
}

} // namespace ddns
