// SPDX-License-Identifier: MIT
#include "reactor/daemon.h"

#include "config/describe.h"
#include "publish/sessions.h"
#include "service/signals.h"
#include "util/path.h"
#include "util/this_process.h"

#include <chrono>
#include <fmt/format.h>
#include <random>

namespace ddns {

namespace {

/// What no event tells only the poll can find: then at least this often.
constexpr Duration blind_poll = std::chrono::seconds(30);
constexpr Duration longest_goodbye = std::chrono::milliseconds(4500);
/// Jobs that a reload would wait longer for are given up: until then nothing reacts to the kernel.
constexpr Duration longest_reload = std::chrono::seconds(10);
constexpr std::size_t longest_config = 16u << 20;
/// Editors write a file in several steps.
constexpr Duration save_settles = std::chrono::milliseconds(200);

std::int64_t wall_clock() {
    return std::chrono::duration_cast<std::chrono::seconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

std::function<double()> chance() {
    return [engine = std::minstd_rand(std::random_device{}())]() mutable {
        return std::uniform_real_distribution<double>(0.0, 1.0)(engine);
    };
}

std::string folder_of(const std::string& file) {
    const std::string folder = from_path(to_path(file).parent_path());
    return folder.empty() ? "." : folder;
}

std::string sockets_path(const Config& config) { return config.state + "/control.sock"; }

} // namespace

Daemon::Daemon(const Parts& parts, std::shared_ptr<const Config> config, std::unique_ptr<StateStore> store,
               std::unique_ptr<Log> log, std::function<LoadedConfig()> load)
    : parts_(parts), config_(std::move(config)), store_(std::move(store)), log_(std::move(log)),
      load_(std::move(load)) {}

Daemon::~Daemon() = default;

void Daemon::run() {
    obey();
    const Instant begin = parts_.loop.now();
    parts_.monitor.on_news([this](const SourceNews& news) { source_news(news); });
    const auto started = subscribe();
    events_work_ = started.has_value();
    if (!started)
        log_->error(fmt::format("{}; looking every {} instead", started.error().what, describe(blind_poll)));
    if (!store_->damage().empty()) log_->warn(store_->damage());

    start_reactor();
    reactor_->start(begin);
    listen_for_questions();
    watch_config_file();
    schedule_poll();
    schedule_watchdog();
    const std::string ready = fmt::format("{}; waiting for the kernel, looking again every {}",
                                          describe_size(*config_), describe(poll_interval()));
    log_->info(ready);
    if (const auto told = parts_.service_manager.ready(ready); !told) log_->warn(told.error().what);
    parts_.loop.run();

    reactor_.reset();
    control_.reset();
    log_->info("stopped");
    log_->flush();
}

void Daemon::obey() {
    const SignalMeaning meaning = signal_meaning();
    for (const int signal : meaning.stop)
        signals_.push_back(std::make_unique<SignalWatch>(parts_.loop, signal, [this] { stop("a signal"); }));
    for (const int signal : meaning.reload)
        signals_.push_back(std::make_unique<SignalWatch>(parts_.loop, signal, [this] { reload("SIGHUP"); }));
    requests_ = parts_.requests.listen(
        parts_.loop,
        [this](StopCause cause) {
            if (!stopping_) stop(std::string(to_string(cause)));
        },
        [this] { reload("the service manager"); });
}

Result<bool> Daemon::once() {
    if (!store_->damage().empty()) log_->warn(store_->damage());
    start_reactor();
    const auto done = [this] {
        if (reactor_->settled()) parts_.loop.stop();
    };
    reactor_->on_progress = done;
    reactor_->start(parts_.timers.now());
    if (!reactor_->has_seen_the_network())
        return fail(ErrorKind::system, "the network could not be read, so nothing was sent");
    if (!reactor_->settled()) parts_.loop.run();
    const std::size_t failed = reactor_->failed_records();
    const std::size_t lost = reactor_->lost_records();
    log_->flush();
    reactor_.reset();
    if (failed == 0 && lost > 0)
        return fail(ErrorKind::system, fmt::format("{} of {} cannot be published from this network; "
                                                   "`ddns-reactor rank` shows its addresses",
                                                   lost, describe_size(*config_)));
    return failed == 0;
}

Result<void> Daemon::subscribe() {
    return parts_.monitor.start([this](WakeReason reason, Instant event) {
        if (reactor_ && !stopping_) reactor_->dirty(reason, event);
    });
}

void Daemon::start_reactor() {
    const Reactor::Parts parts{parts_.timers, parts_.monitor, parts_.transport, parts_.detector,
                               *store_,       *log_,          wall_clock,       chance()};
    reactor_ = std::make_unique<Reactor>(
        parts, config_, make_sessions(*config_, parts_.catalogue, parts_.transport, parts_.timers));
}

void Daemon::listen_for_questions() {
    control_.reset();
    auto server = ControlServer::open(parts_.loop, sockets_path(*config_),
                                      [this](const Json& question) { return answer(question); });
    if (server)
        control_ = std::move(*server);
    else
        log_->warn(fmt::format("{}; `status` and `why` will not work", server.error().what));
}

void Daemon::watch_config_file() {
    if (config_->file.empty()) return;
    if (!config_fingerprint_) config_fingerprint_ = read_fingerprint();
    const auto touched = [this] {
        file_settled_ = parts_.timers.after(save_settles, [this] { config_file_touched(); });
    };
    file_watch_.reset();
    auto watch = FileWatch::open(parts_.loop, config_->file, touched);
    if (!watch) // its folder tells when it is there again
        if (auto folder = FileWatch::open(parts_.loop, folder_of(config_->file), touched))
            watch = std::move(folder);
    if (watch)
        file_watch_ = std::move(*watch);
    else if (!unwatched_)
        log_->warn(fmt::format("{}; a change of it is found when the network is looked at again, every {}",
                               watch.error().what, describe(poll_interval())));
    unwatched_ = !watch;
}

/// Also after it was replaced: then the watch has seen the last of the old file.
void Daemon::config_file_touched() {
    watch_config_file();
    const auto fingerprint = read_fingerprint();
    if (fingerprint && fingerprint != config_fingerprint_) reload("the file has changed");
}

std::optional<std::size_t> Daemon::read_fingerprint() const {
    const auto text = real_config_world().read_file(config_->file, longest_config);
    return text ? std::optional(std::hash<std::string>()(*text)) : std::nullopt;
}

bool Daemon::hears_everything() const { return events_work_ && parts_.monitor.hears_everything(); }

Duration Daemon::poll_interval() const {
    return hears_everything() ? config_->poll : std::min(config_->poll, blind_poll);
}

void Daemon::source_news(const SourceNews& news) {
    log_->write(news.alive ? LogLevel::info : LogLevel::warn, news.what);
    if (poll_ && poll_interval() < poll_every_) schedule_poll();
}

void Daemon::schedule_poll() {
    poll_every_ = poll_interval();
    poll_ = parts_.timers.after(poll_every_, [this] {
        if (!stopping_) poll();
        if (!stopping_) config_file_touched(); // no event tells that a link to it leads elsewhere now
        schedule_poll();
    });
}

void Daemon::poll() {
    const bool heard_everything = hears_everything();
    if (!events_work_ && subscribe()) {
        events_work_ = true;
        log_->info("the kernel tells of changes now");
    }
    reactor_->poll(heard_everything);
}

void Daemon::schedule_watchdog() {
    const auto interval = parts_.service_manager.watchdog_interval();
    if (!interval) return;
    if (const auto told = parts_.service_manager.watchdog(); !told) log_->debug(told.error().what);
    watchdog_ = parts_.timers.after(*interval / 2, [this] { schedule_watchdog(); });
}

void Daemon::say(const std::vector<Diagnostic>& diagnostics) {
    constexpr std::size_t most_lines = 50;
    for (std::size_t i = 0; i < std::min(diagnostics.size(), most_lines); ++i) {
        const bool fatal = diagnostics[i].severity == Diagnostic::Severity::error;
        log_->write(fatal ? LogLevel::error : LogLevel::warn, in_one_line(diagnostics[i]));
    }
    if (diagnostics.size() > most_lines)
        log_->warn(fmt::format("and {} more; `ddns-reactor check -c {}` lists them with their lines",
                               diagnostics.size() - most_lines, config_->file));
}

void Daemon::reload(const std::string& cause) {
    if (stopping_) return;
    if (config_->file.empty()) {
        log_->info("there is no configuration file to read again");
        return;
    }
    if (const auto fingerprint = read_fingerprint()) config_fingerprint_ = fingerprint;
    LoadedConfig loaded = load_();
    say(loaded.diagnostics);
    Result<std::unique_ptr<StateStore>> store(nullptr);
    if (loaded.config) store = other_store_for(*loaded.config);
    if (!store) log_->error(store.error().what);
    if (!loaded.config || !store) {
        log_->error(
            fmt::format("{} is not used ({}): the configuration before it goes on", config_->file, cause));
        return;
    }
    if (const auto told = parts_.service_manager.reloading(parts_.loop.now()); !told)
        log_->debug(told.error().what);
    log_->info(fmt::format("reading {} again ({})", config_->file, cause));
    // Jobs on their way end under the configuration that sent them; two generations at once could overtake
    // each other.
    if (!next_)
        deadline_ = parts_.timers.after(longest_reload, [this] {
            log_->warn("some updates could not be confirmed in time; they are sent again");
            adopt();
        });
    next_ = Next{std::move(loaded.config), std::move(*store)};
    reactor_->drain([this] { adopt(); });
}

/// null when the configuration keeps its state where it is kept now. A store that waits for its configuration
/// is taken over, since its folder cannot be opened twice.
Result<std::unique_ptr<StateStore>> Daemon::other_store_for(const Config& config) {
    if (config.state == config_->state) return nullptr;
    if (next_ && next_->store && next_->config->state == config.state) return std::move(next_->store);
    return StateStore::open(config.state);
}

void Daemon::adopt() {
    deadline_.reset();
    Next next = std::move(*next_);
    next_.reset();
    const bool other_state = next.store != nullptr;
    const bool moves_log = other_state && parts_.log_target == LogTarget::service; // it is in the folder
    const bool other_log = moves_log || next.config->log != config_->log;
    const auto pauses = reactor_->pauses();
    reactor_.reset();
    config_ = std::move(next.config);
    if (other_state) store_ = std::move(next.store);
    if (other_log) log_ = make_log(config_->log, parts_.log_target, config_->state);
    if (other_state && !store_->damage().empty()) log_->warn(store_->damage());
    start_reactor();
    reactor_->start(parts_.timers.now(), pauses);
    if (other_state) listen_for_questions();
    schedule_poll();
    const std::string ready = describe_size(*config_) + "; waiting for the kernel";
    log_->info(ready);
    if (const auto told = parts_.service_manager.ready(ready); !told) log_->debug(told.error().what);
}

void Daemon::stop(const std::string& cause) {
    if (stopping_) {
        parts_.loop.stop();
        return;
    }
    stopping_ = true;
    next_.reset();
    log_->info(fmt::format("stopping ({})", cause));
    if (const auto told = parts_.service_manager.stopping("finishing what is on its way"); !told)
        log_->debug(told.error().what);
    deadline_ = parts_.timers.after(longest_goodbye, [this] {
        log_->warn("some updates could not be confirmed in time; they are sent again at the next start");
        parts_.loop.stop();
    });
    reactor_->drain([this] { parts_.loop.stop(); });
}

/// What the daemon is asked over the control socket. `stop` is obeyed once the answer is on its way.
Json Daemon::answer(const Json& question) {
    const Json* ask = question.find("ask");
    const Json* name = question.find("name");
    Json out;
    if (ask && ask->scalar_text() == "status") {
        out = reactor_->status();
        out.set("events", hears_everything());
        out.set("stopping", stopping_);
        out.set("pid", static_cast<std::int64_t>(own_process_id()));
        return out;
    }
    if (ask && ask->scalar_text() == "stop") {
        parts_.requests.stop(StopCause::command);
        out.set("stopping", true);
        return out;
    }
    if (ask && ask->scalar_text() == "why" && name) return reactor_->why(name->scalar_text());
    out.set("error", "the question is not one of status, why, stop");
    return out;
}

} // namespace ddns
