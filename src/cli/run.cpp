// SPDX-License-Identifier: MIT
#include "cli/run_with.h"

#include "cli/configuration.h"
#include "cli/output.h"
#include "detect/detector.h"
#include "http/curl_transport.h"
#include "loop/uv_sockets.h"
#include "net/system_monitor.h"
#include "reactor/daemon.h"
#include "util/memory.h"
#include "util/version.h"

#include <fmt/format.h>
#include <random>

namespace ddns {

namespace {

/// Says what is wrong while there is no daemon: its log, `folder` and all, where nobody reads stderr.
void report_early(const DaemonHost& host, const std::vector<Diagnostic>& diagnostics,
                  const std::string& folder) {
    if (host.log_target == LogTarget::terminal) return report(diagnostics);
    if (diagnostics.empty()) return;
    const auto log = make_log({}, host.log_target, folder);
    for (const Diagnostic& diagnostic : diagnostics) {
        const bool fatal = diagnostic.severity == Diagnostic::Severity::error;
        log->write(fatal ? LogLevel::error : LogLevel::warn, to_string(diagnostic));
    }
    log->flush();
}

int refuse(const DaemonHost& host, const Error& error, const std::string& folder) {
    if (host.log_target == LogTarget::service) make_log({}, host.log_target, folder)->error(error.what);
    return static_cast<int>(complain(error));
}

/// Builds the parts around a good configuration, top down, and gives them to `use`.
template <class Use>
int with_daemon(const RunOptions& options, const DaemonHost& host, Use use) {
    const ProviderCatalogue catalogue(provider_folder(options.config));
    const auto reload = [&] {
        LoadedConfig loaded = load(options, catalogue, host.world);
        release_free_memory(); // the text and its tree are many times larger than what remains
        return loaded;
    };
    LoadedConfig loaded = reload();
    report_early(host, loaded.diagnostics, loaded.config ? loaded.config->state : host.world.state_folder());
    if (!loaded.config) return static_cast<int>(exit_code_without(loaded));

    auto store = StateStore::open(loaded.config->state);
    if (!store) return refuse(host, store.error(), loaded.config->state);

    Loop loop;
    const auto monitor = make_system_monitor(loop);
    const auto transport = make_curl_transport(loop, fmt::format("ddns-reactor/{}", version()));
    UvSockets sockets(loop);
    Detector detector(*transport, sockets, loop, std::random_device{}());
    auto log = make_log(loaded.config->log, host.log_target, loaded.config->state);
    Daemon daemon({loop, loop, *monitor, *transport, detector, catalogue, host.service_manager, host.requests,
                   host.log_target},
                  std::move(loaded.config), std::move(*store), std::move(log), reload);
    return use(daemon);
}

} // namespace

int run_daemon_with(const RunOptions& options, const DaemonHost& host) {
    return with_daemon(options, host, [](Daemon& daemon) {
        daemon.run();
        return static_cast<int>(ExitCode::ok);
    });
}

int run_once(const RunOptions& options) {
    Notifier nobody;
    ServiceRequests none;
    const DaemonHost host{nobody, none, LogTarget::terminal, world_of(options.config)};
    return with_daemon(options, host, [](Daemon& daemon) {
        const auto all_well = daemon.once();
        if (!all_well) return static_cast<int>(complain(all_well.error()));
        return static_cast<int>(*all_well ? ExitCode::ok : ExitCode::provider_failed);
    });
}

} // namespace ddns
