// SPDX-License-Identifier: MIT
#include "cli/run.h"

#include "cli/configuration.h"
#include "cli/output.h"
#include "detect/detector.h"
#include "http/curl_transport.h"
#include "net/system_monitor.h"
#include "reactor/daemon.h"
#include "util/memory.h"
#include "util/version.h"

#include <fmt/format.h>
#include <random>

namespace ddns {

namespace {

/// Builds the parts around a good configuration, top down, and gives them to `use`.
template <class Use>
int with_daemon(const RunOptions& options, Use use) {
    const ProviderCatalogue catalogue(provider_folder(options.config));
    const auto reload = [&] {
        LoadedConfig loaded = load(options, catalogue, real_config_world());
        release_free_memory(); // the text and its tree are many times larger than what remains
        return loaded;
    };
    LoadedConfig loaded = reload();
    report(loaded.diagnostics);
    if (!loaded.config) return static_cast<int>(ExitCode::bad_config);

    auto store = StateStore::open(loaded.config->state);
    if (!store) return static_cast<int>(complain(store.error()));

    Loop loop;
    const auto monitor = make_system_monitor(loop);
    const auto transport = make_curl_transport(loop, fmt::format("ddns-reactor/{}", version()));
    Detector detector(*transport, loop, std::random_device{}());
    Notifier service_manager(notify_socket_of_process());
    auto log = make_log(loaded.config->log);
    Daemon daemon({loop, loop, *monitor, *transport, detector, catalogue, service_manager},
                  std::move(loaded.config), std::move(*store), std::move(log), reload);
    return use(daemon);
}

} // namespace

int run_daemon(const RunOptions& options) {
    return with_daemon(options, [](Daemon& daemon) {
        daemon.run();
        return static_cast<int>(ExitCode::ok);
    });
}

int run_once(const RunOptions& options) {
    return with_daemon(options, [](Daemon& daemon) {
        const auto all_well = daemon.once();
        if (!all_well) return static_cast<int>(complain(all_well.error()));
        return static_cast<int>(*all_well ? ExitCode::ok : ExitCode::provider_failed);
    });
}

} // namespace ddns
