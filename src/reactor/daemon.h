// SPDX-License-Identifier: MIT
#pragma once

#include "config/load.h"
#include "loop/file_watch.h"
#include "loop/loop.h"
#include "observe/control.h"
#include "provider/catalogue.h"
#include "reactor/reactor.h"
#include "service/notify.h"
#include "service/requests.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ddns {

/// The life of the process around the reactor: start, reload, poll, watchdog, questions over the control
/// socket, and an orderly end. One configuration at a time; a reload is all or nothing.
class Daemon {
public:
    struct Parts {
        Loop& loop;
        Timers& timers; ///< the loop itself, but for tests
        NetworkMonitor& monitor;
        HttpTransport& transport;
        Detector& detector;
        const ProviderCatalogue& catalogue;
        Notifier& service_manager;
        ServiceRequests& requests;
        LogTarget log_target = LogTarget::terminal;
    };

    /// `load` reads the configuration again (for a reload). `store` and `log` belong to the first one.
    Daemon(const Parts& parts, std::shared_ptr<const Config> config, std::unique_ptr<StateStore> store,
           std::unique_ptr<Log> log, std::function<LoadedConfig()> load);
    ~Daemon();

    /// Until a signal, the service manager or `service stop` ends it; jobs on their way then have 4.5 s to
    /// end; a second signal ends at once.
    void run();

    /// One pass: returns when every record is as it should be, or has failed. False: something failed at a
    /// provider. Error `system`: there is nothing to publish (Reactor::lost_records), or the network cannot
    /// be read.
    Result<bool> once();

private:
    void start_reactor();
    void listen_for_questions();
    void watch_config_file();
    void config_file_touched();
    [[nodiscard]] std::optional<std::size_t> read_fingerprint() const;
    void schedule_poll();
    void poll();
    [[nodiscard]] Duration poll_interval() const;
    [[nodiscard]] bool hears_everything() const;
    void source_news(const SourceNews& news);
    void schedule_watchdog();
    void reload(const std::string& cause);
    void say(const std::vector<Diagnostic>& diagnostics);
    Result<std::unique_ptr<StateStore>> other_store_for(const Config& config);
    void adopt();
    Result<void> subscribe();
    void obey();
    void stop(const std::string& cause);
    [[nodiscard]] Json answer(const Json& question);

    /// The configuration that takes over when the jobs of the present one have ended.
    struct Next {
        std::shared_ptr<const Config> config;
        std::unique_ptr<StateStore> store; ///< null: the present one
    };

    Parts parts_;
    std::shared_ptr<const Config> config_;
    std::unique_ptr<StateStore> store_;
    std::unique_ptr<Log> log_;
    std::function<LoadedConfig()> load_;
    bool events_work_ = true; ///< the kernel tells us of changes; else the poll is all there is
    bool stopping_ = false;
    /// Of what the file held when it was last read, to tell a real change from a touch.
    std::optional<std::size_t> config_fingerprint_;

    std::unique_ptr<Reactor> reactor_;
    std::unique_ptr<ControlServer> control_;
    std::unique_ptr<FileWatch> file_watch_;
    bool unwatched_ = false; ///< was said
    std::unique_ptr<Operation> file_settled_;
    std::unique_ptr<Operation> poll_;
    Duration poll_every_{}; ///< of the poll that is due
    std::unique_ptr<Operation> watchdog_;
    std::optional<Next> next_;
    std::unique_ptr<Operation> deadline_; ///< for the jobs on their way, at the end or before a reload
    std::vector<std::unique_ptr<SignalWatch>> signals_;
    std::unique_ptr<Operation> requests_;
};

} // namespace ddns
