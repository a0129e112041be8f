// SPDX-License-Identifier: MIT
#include "reactor/daemon.h"

#include "fakes/capture_log.h"
#include "fakes/fake_monitor.h"
#include "fakes/fake_sockets.h"
#include "fakes/fake_timers.h"
#include "fakes/fake_transport.h"
#include "fakes/memory_store.h"
#include "fakes/temp_folder.h"
#include "unit/plan/lab.h"

#include <csignal>
#include <deque>
#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace ddns;

namespace {

constexpr const char* first = "eth0*100 62.4.5.1";
constexpr const char* second = "eth0*100 62.4.5.2";

/// The daemon owns its log and its store; what they are told has to outlive it.
class LogInto final : public Log {
public:
    explicit LogInto(CaptureLog& to) : to_(to) {}
    void write(LogLevel level, std::string_view message, std::initializer_list<LogField> fields) override {
        to_.write(level, message, fields);
    }
    void flush() override {}
    [[nodiscard]] bool enabled(LogLevel level) const override { return to_.enabled(level); }

private:
    CaptureLog& to_;
};

class StoreInto final : public StateStore {
public:
    explicit StoreInto(MemoryStore& to) : to_(to) {}
    [[nodiscard]] const std::map<RecordKey, StoredRecord>& records() const override { return to_.records(); }
    [[nodiscard]] const std::string& damage() const override { return to_.damage(); }
    Result<void> record(const std::vector<std::pair<RecordKey, StoredRecord>>& facts) override {
        return to_.record(facts);
    }
    Result<void> sync() override { return to_.sync(); }

private:
    MemoryStore& to_;
};

/// A daemon with the real loop, signals, file watch and control socket; the clock, the network and the
/// provider are the test's. A test is a list of steps: `wait` tries a condition in each turn of the loop
/// until it holds, `then` does something once, both in order.
struct DaemonWorld {
    explicit DaemonWorld(std::string_view network = first) {
        folder.write("config.yaml", config("home.example.com"));
        monitor.now = lab::network(network).snapshot;
    }

    [[nodiscard]] std::string config(std::string_view name, std::string_view more = "") const {
        return fmt::format("state: {}/state\n"
                           "accounts: {{ dyn: {{ provider: dyndns2, url: 'http://127.0.0.1:1', username: u, "
                           "password: p }} }}\n"
                           "records: [ {{ name: {}, account: dyn, types: [A], source: interface }} ]\n{}",
                           folder.path(), name, more);
    }
    [[nodiscard]] LoadedConfig load() const {
        return load_config(folder.path("config.yaml"), catalogue, real_config_world());
    }

    void wait(std::function<bool()> condition) { steps.push_back(std::move(condition)); }
    void then(std::function<void()> action) {
        steps.emplace_back([action = std::move(action)] {
            action();
            return true;
        });
    }
    /// Until a changed file has settled and is read, as the loop brings its events.
    void wait_read_again() {
        wait([this] {
            timers.advance(std::chrono::milliseconds(1));
            return log.contains("again (the file has changed)");
        });
    }
    void wait_said(std::string text) {
        wait([this, text = std::move(text)] { return log.contains(text); });
    }
    void wait_asked(std::size_t calls) {
        wait([this, calls] { return transport.calls.size() == calls; });
    }
    void answer(std::size_t call, std::string body) {
        then([this, call, body = std::move(body)] { transport.reply(call, 200, body); });
    }
    void signal(int number) {
        then([number] { std::raise(number); });
    }
    void advance(int ms) {
        then([this, ms] { timers.advance(std::chrono::milliseconds(ms)); });
    }

    void run() {
        with_daemon([](Daemon& daemon) { daemon.run(); });
    }
    Result<bool> once() {
        Result<bool> result = false;
        with_daemon([&](Daemon& daemon) { result = daemon.once(); });
        return result;
    }

    [[nodiscard]] std::string asked(std::size_t call) const {
        return transport.calls.at(call).request.url.reveal();
    }
    [[nodiscard]] std::string stored() const {
        return store.written.empty() ? "-" : lab::text(store.written.begin()->second.values);
    }

    fakes::TempFolder folder;
    Loop loop;
    fakes::FakeTimers timers;
    FakeMonitor monitor;
    FakeTransport transport;
    FakeSockets sockets;
    Detector detector{transport, sockets, timers, 0};
    ProviderCatalogue catalogue;
    Notifier nobody;
    ServiceRequests requests;
    CaptureLog log;
    MemoryStore store;
    std::deque<std::function<bool()>> steps;

private:
    void with_daemon(const std::function<void(Daemon&)>& use) {
        LoadedConfig loaded = load();
        REQUIRE(loaded.config);
        std::filesystem::create_directory(folder.path("state"));
        Daemon daemon({loop, timers, monitor, transport, detector, catalogue, nobody, requests},
                      std::move(loaded.config), std::make_unique<StoreInto>(store),
                      std::make_unique<LogInto>(log), [this] { return load(); });
        int turns = 0;
        Deferred turn(loop, [&] { take_turn(turn, turns); });
        turn.trigger();
        use(daemon);
        CHECK_MESSAGE(steps.empty(), "ended before everything was done");
    }
    void take_turn(Deferred& turn, int& turns) {
        constexpr int most_turns = 3'000'000; // some seconds; only what would never end takes so many
        timers.run_ready();
        if (!steps.empty() && steps.front()()) steps.pop_front();
        if (++turns < most_turns) return turn.trigger();
        FAIL_CHECK("this step never came about, " << steps.size() << " before the end");
        loop.stop();
    }
};

} // namespace

TEST_CASE("the daemon publishes what there is, then what changes, and ends at a signal") {
    DaemonWorld world;
    world.wait_asked(1);
    world.answer(0, "good 62.4.5.1");
    world.wait([&] { return world.stored() == "62.4.5.1"; });
    world.then([&] {
        world.monitor.now = lab::network(second).snapshot;
        world.monitor.fire();
    });
    world.wait_asked(2);
    world.answer(1, "good 62.4.5.2");
    world.wait([&] { return world.stored() == "62.4.5.2"; });
    world.signal(SIGTERM);
    world.run();
    CHECK(world.asked(1).find("myip=62.4.5.2") != std::string::npos);
    CHECK(world.log.count("stopping (a signal)") == 1);
    CHECK(world.log.lines.back() == "info  stopped");
}

TEST_CASE("at a signal a job on its way may end, and its outcome is kept") {
    DaemonWorld world;
    world.wait_asked(1);
    world.signal(SIGINT);
    world.wait_said("stopping");
    world.advance(4499);
    world.answer(0, "good 62.4.5.1");
    world.run();
    CHECK(world.stored() == "62.4.5.1");
    CHECK_FALSE(world.log.contains("could not be confirmed"));
}

TEST_CASE(
    "a job that does not end is given up after four and a half seconds, and is unknown to the next start") {
    DaemonWorld world;
    world.wait_asked(1);
    world.signal(SIGTERM);
    world.wait_said("stopping");
    world.advance(4499);
    world.then([&] { CHECK_FALSE(world.log.contains("could not be confirmed")); });
    world.advance(1);
    world.run();
    CHECK(world.log.count("could not be confirmed") == 1);
    CHECK(world.transport.calls[0].cancelled);
    CHECK(world.stored().empty());
}

TEST_CASE("a second signal ends at once") {
    DaemonWorld world;
    const Instant begin = world.timers.now();
    world.wait_asked(1);
    world.signal(SIGTERM);
    world.wait_said("stopping");
    world.signal(SIGTERM);
    world.run();
    CHECK(world.timers.now() == begin);
    CHECK(world.log.count("stopping") == 1);
    CHECK(world.transport.calls[0].cancelled);
}

TEST_CASE("the service manager may ask to read the configuration again, and to stop, which it may repeat") {
    DaemonWorld world;
    world.wait_asked(1);
    world.then([&] { world.requests.reload(); });
    world.wait_said("again (the service manager)");
    world.answer(0, "good 62.4.5.1");
    world.wait([&] { return world.stored() == "62.4.5.1"; });
    world.then([&] {
        world.monitor.now = lab::network(second).snapshot;
        world.monitor.fire();
    });
    world.wait_asked(2);
    world.then([&] { world.requests.stop(StopCause::service_manager); });
    world.wait_said("stopping (the service manager)");
    world.then([&] { world.requests.stop(StopCause::shutdown); }); // no reason to give up what is on its way
    world.advance(1000);
    world.answer(1, "good 62.4.5.2");
    world.run();
    CHECK(world.stored() == "62.4.5.2");
    CHECK(world.log.count("stopping") == 1);
}

TEST_CASE("a stop that came before the daemon was there ends it in order") {
    DaemonWorld world;
    world.requests.stop(StopCause::shutdown);
    world.wait_asked(1);
    world.answer(0, "good 62.4.5.1");
    world.run();
    CHECK(world.log.count("stopping (the system shuts down)") == 1);
    CHECK(world.stored() == "62.4.5.1");
    CHECK(world.log.lines.back() == "info  stopped");
}

TEST_CASE("a good configuration takes over, and what it has in common is not sent again") {
    DaemonWorld world;
    world.wait_asked(1);
    world.answer(0, "good 62.4.5.1");
    world.wait([&] { return world.stored() == "62.4.5.1"; });
    world.then([&] {
        const std::string more =
            "  - { name: more.example.com, account: dyn, types: [A], source: interface }\n";
        std::string text = world.config("home.example.com");
        text.replace(text.find("records: ["), 10, "records:\n  - ");
        text.resize(text.rfind(" ]"));
        world.folder.write("config.yaml", text + "\n" + more);
        std::raise(SIGHUP);
    });
    world.wait_asked(2);
    world.answer(1, "good 62.4.5.1");
    world.signal(SIGTERM);
    world.run();
    CHECK(world.asked(1).find("hostname=more.example.com") != std::string::npos);
    CHECK(world.log.count("again (SIGHUP)") == 1);
}

TEST_CASE("a bad configuration is told with its place, and the one before it goes on") {
    DaemonWorld world;
    world.wait_asked(1);
    world.answer(0, "good 62.4.5.1");
    world.then([&] {
        world.folder.write("config.yaml", world.config("away.example.com", "pol: 10m\n"));
        std::raise(SIGHUP);
    });
    world.wait_said("is not used (SIGHUP)");
    world.then([&] {
        world.monitor.now = lab::network(second).snapshot;
        world.monitor.fire();
    });
    world.wait_asked(2);
    world.signal(SIGTERM);
    world.wait_said("stopping");
    world.answer(1, "good 62.4.5.2");
    world.run();
    CHECK(world.asked(1).find("hostname=home.example.com") != std::string::npos);
    CHECK(world.log.count("is not used") == 1);
    CHECK(world.log.count("config.yaml:4:1") == 1);
    CHECK_FALSE(world.log.contains("reading"));
}

TEST_CASE(
    "a job on its way ends under the configuration that sent it, and of several new ones the last counts") {
    DaemonWorld world;
    world.wait_asked(1);
    for (const char* name : {"one.example.com", "two.example.com"}) {
        world.then([&world, name] {
            world.folder.write("config.yaml", world.config(name));
            std::raise(SIGHUP);
        });
        world.wait([&world, n = std::string_view(name) == "one.example.com" ? 1u : 2u] {
            return world.log.count("again (SIGHUP)") == n;
        });
    }
    world.then([&] { CHECK(world.transport.calls.size() == 1); });
    world.answer(0, "good 62.4.5.1");
    world.wait_asked(2);
    world.answer(1, "good 62.4.5.1");
    world.signal(SIGTERM);
    world.run();
    CHECK(world.asked(1).find("hostname=two.example.com") != std::string::npos);
    CHECK_FALSE(world.log.contains("could not be confirmed"));
}

TEST_CASE("a reload waits ten seconds for a job and no longer") {
    DaemonWorld world;
    world.wait_asked(1);
    world.then([&] {
        world.folder.write("config.yaml", world.config("one.example.com"));
        std::raise(SIGHUP);
    });
    world.wait_said("again (SIGHUP)");
    world.advance(9999);
    world.then([&] { CHECK(world.transport.calls.size() == 1); });
    world.advance(1);
    world.wait_asked(2);
    world.answer(1, "good 62.4.5.1");
    world.signal(SIGTERM);
    world.run();
    CHECK(world.transport.calls[0].cancelled);
    CHECK(world.log.count("could not be confirmed in time") == 1);
}

TEST_CASE("a state folder that somebody else has keeps the new configuration out") {
    DaemonWorld world;
    const auto other = StateStore::open(world.folder.path("other"));
    REQUIRE(other);
    world.wait_asked(1);
    world.answer(0, "good 62.4.5.1");
    world.then([&] {
        std::string text = world.config("away.example.com");
        text.replace(text.find("/state\n"), 7, "/other\n");
        world.folder.write("config.yaml", text);
        std::raise(SIGHUP);
    });
    world.wait_said("is not used (SIGHUP)");
    world.signal(SIGTERM);
    world.run();
    CHECK(world.log.count("uses the state folder") == 1);
    CHECK(world.transport.calls.size() == 1);
}

TEST_CASE("a file that cannot be watched is said once, and what it has become is found by the poll") {
    DaemonWorld world;
    world.wait_asked(1);
    world.answer(0, "good 62.4.5.1");
    world.then([&] { std::filesystem::remove_all(world.folder.path()); });
    world.wait([&] {
        world.timers.advance(std::chrono::milliseconds(1));
        return world.log.contains("config.yaml for changes");
    });
    world.advance(10 * 60 * 1000);
    world.then([&] {
        std::filesystem::create_directory(world.folder.path());
        world.folder.write("config.yaml", world.config("one.example.com"));
    });
    world.advance(10 * 60 * 1000);
    world.wait_said("again (the file has changed)");
    world.wait_asked(2);
    world.answer(1, "good 62.4.5.1");
    world.signal(SIGTERM);
    world.run();
    CHECK(world.log.count("config.yaml for changes") == 1);
    CHECK(world.log.contains("when the network is looked at again, every 10 min"));
    CHECK_FALSE(world.log.contains("is not used"));
}

TEST_CASE("a changed file is read without being asked, when it has settled") {
    DaemonWorld world;
    world.wait_asked(1);
    world.answer(0, "good 62.4.5.1");
    world.then([&] { world.folder.write("config.yaml", world.config("one.example.com")); });
    world.wait_read_again();
    world.wait_asked(2);
    world.answer(1, "good 62.4.5.1");
    world.signal(SIGTERM);
    world.run();
    CHECK(world.asked(1).find("hostname=one.example.com") != std::string::npos);
}

TEST_CASE("a file that was away is read when it is back") {
    DaemonWorld world;
    world.wait_asked(1);
    world.answer(0, "good 62.4.5.1");
    world.then([&] { std::filesystem::remove(world.folder.path("config.yaml")); });
    int looks = 0;
    world.wait([&] {
        world.timers.advance(std::chrono::milliseconds(1));
        return ++looks == 1000; // it has settled, and the daemon waits for it
    });
    world.then([&] { world.folder.write("config.yaml", world.config("one.example.com")); });
    world.wait_read_again();
    world.wait_asked(2);
    world.answer(1, "good 62.4.5.1");
    world.signal(SIGTERM);
    world.run();
    CHECK_FALSE(world.log.contains("cannot watch"));
}

TEST_CASE("a link to the file that leads elsewhere is found by the poll") {
    DaemonWorld world;
    std::filesystem::rename(world.folder.path("config.yaml"), world.folder.path("first.yaml"));
    std::filesystem::create_symlink("first.yaml", world.folder.path("config.yaml"));
    world.wait_asked(1);
    world.answer(0, "good 62.4.5.1");
    world.then([&] {
        world.folder.write("second.yaml", world.config("one.example.com"));
        std::filesystem::remove(world.folder.path("config.yaml"));
        std::filesystem::create_symlink("second.yaml", world.folder.path("config.yaml"));
    });
    world.advance(10 * 60 * 1000);
    world.wait_said("again (the file has changed)");
    world.wait_asked(2);
    world.answer(1, "good 62.4.5.1");
    world.signal(SIGTERM);
    world.run();
}

TEST_CASE("the poll acts on what no event told, and says that it was missed") {
    DaemonWorld world;
    world.wait_asked(1);
    world.answer(0, "good 62.4.5.1");
    world.wait([&] { return world.stored() == "62.4.5.1"; });
    world.then([&] { world.monitor.now = lab::network(second).snapshot; });
    world.advance(10 * 60 * 1000 - 1);
    world.then([&] { CHECK(world.transport.calls.size() == 1); });
    world.advance(1);
    world.wait_asked(2);
    world.answer(1, "good 62.4.5.2");
    world.advance(2000);
    world.wait_said("miss:");
    world.signal(SIGTERM);
    world.run();
    CHECK(world.monitor.rereads == 1);
    CHECK(world.log.count("miss:") == 1);
}

TEST_CASE("without events it polls every half minute, and tries to get them back") {
    DaemonWorld world;
    world.monitor.start_refusal = {ErrorKind::system, "no socket for events"};
    world.wait_asked(1);
    world.answer(0, "good 62.4.5.1");
    world.then([&] { world.monitor.now = lab::network(second).snapshot; });
    world.advance(30'000);
    world.wait_asked(2);
    world.answer(1, "good 62.4.5.2");
    world.advance(5000); // nothing was missed: nobody had promised an event
    world.then([&] { world.monitor.start_refusal.reset(); });
    world.advance(25'000);
    world.wait_said("the kernel tells of changes now");
    world.signal(SIGTERM);
    world.run();
    CHECK(world.log.count("no socket for events; looking every 30 s instead") == 1);
    CHECK(world.monitor.started());
    CHECK_FALSE(world.log.contains("miss:"));
}

TEST_CASE("one pass returns when everything is as it should be, or has failed") {
    DaemonWorld world;
    SUBCASE("published") {
        world.wait_asked(1);
        world.answer(0, "good 62.4.5.1");
        CHECK(world.once().value());
        CHECK(world.stored() == "62.4.5.1");
    }
    SUBCASE("refused by the provider") {
        world.wait_asked(1);
        world.answer(0, "badauth");
        CHECK_FALSE(world.once().value());
    }
    SUBCASE("nothing to publish") {
        world.monitor.now = lab::network("eth0*100 192.168.1.2").snapshot;
        const auto result = world.once();
        REQUIRE_FALSE(result);
        CHECK(result.error().kind == ErrorKind::system);
        CHECK(result.error().what.find("cannot be published from this network") != std::string::npos);
        CHECK(world.transport.calls.empty());
    }
    SUBCASE("the network cannot be read") {
        world.monitor.refusal = {ErrorKind::system, "no socket"};
        const auto result = world.once();
        REQUIRE_FALSE(result);
        CHECK(result.error().kind == ErrorKind::system);
        CHECK(world.transport.calls.empty());
    }
}
