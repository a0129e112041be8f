// SPDX-License-Identifier: MIT
#include "net/iphelper/one_shot_watcher.h"

#include "fakes/fake_ip_helper.h"

#include <atomic>
#include <doctest/doctest.h>
#include <mutex>
#include <string>
#include <vector>

using namespace ddns;
using namespace ddns::iphelper;

namespace {

constexpr EventSource table = EventSource::address_table;
constexpr EventSource list_v4 = EventSource::address_list_v4;

/// A watcher, and what it says in the order of its words: "armed", "failed", "fired".
struct Watched {
    void open() {
        watcher = std::make_unique<OneShotWatcher>(
            helper.open_one_shots(),
            OneShotWatcher::Listener{
                [this](EventSource source) { say(source, "fired"); },
                [this](EventSource source, const Result<void>& r) { say(source, r ? "armed" : "failed"); }});
    }
    void say(EventSource source, const char* word) {
        const std::lock_guard lock(mutex);
        words[source].emplace_back(word);
    }
    std::vector<std::string> said(EventSource source) {
        const std::lock_guard lock(mutex);
        return words[source];
    }

    fakes::FakeIpHelper helper;
    std::mutex mutex;
    std::map<EventSource, std::vector<std::string>> words;
    std::unique_ptr<OneShotWatcher> watcher;
};

using Words = std::vector<std::string>;

} // namespace

TEST_SUITE_BEGIN("threads");

TEST_CASE("all are armed when it is there, and each is armed again before it tells") {
    Watched watched;
    watched.open();
    for (const EventSource source : one_shot_sources) CHECK(watched.said(source) == Words{"armed"});
    CHECK(watched.helper.fire(table));
    watched.helper.await_arms(table, 2);
    watched.helper.await_waiting(std::nullopt);
    CHECK(watched.said(table) == Words{"armed", "armed", "fired"});
    CHECK(watched.said(list_v4) == Words{"armed"});
    watched.watcher.reset();
    CHECK(watched.said(table).size() == 3);
}

TEST_CASE("a failed re-arm is tried again after half a second, and its success counts as a change") {
    Watched watched;
    watched.open();
    watched.helper.refuse(table);
    CHECK(watched.helper.fire(table));
    watched.helper.await_waiting(OneShotWatcher::retry_pause);
    CHECK(watched.said(table) == Words{"armed", "failed", "fired"});
    watched.helper.pass_time();
    watched.helper.await_arms(table, 3);
    watched.helper.await_waiting(OneShotWatcher::retry_pause);
    watched.helper.allow(table);
    watched.helper.pass_time();
    watched.helper.await_waiting(std::nullopt);
    CHECK(watched.said(table) == Words{"armed", "failed", "fired", "failed", "armed", "fired"});
}

TEST_CASE("the others go on while one is dead") {
    Watched watched;
    watched.helper.refuse(table);
    watched.open();
    CHECK(watched.said(table) == Words{"failed"});
    CHECK(watched.helper.fire(list_v4));
    watched.helper.await_arms(list_v4, 2);
    watched.helper.await_waiting(OneShotWatcher::retry_pause);
    CHECK(watched.said(list_v4) == Words{"armed", "armed", "fired"});
}

TEST_CASE("what stays dead costs no wake-ups: after ten attempts it is left until somebody asks") {
    Watched watched;
    watched.helper.refuse(table);
    watched.open();
    for (int i = 0; i < OneShotWatcher::most_retries; ++i) {
        watched.helper.await_waiting(OneShotWatcher::retry_pause);
        watched.helper.pass_time();
    }
    watched.helper.await_waiting(std::nullopt);
    CHECK(watched.helper.arms(table) == 1 + OneShotWatcher::most_retries);
    watched.helper.allow(table);
    watched.watcher->retry();
    watched.helper.await_arms(table, 2 + OneShotWatcher::most_retries);
    watched.helper.await_waiting(std::nullopt);
    CHECK(watched.said(table).back() == "fired");
}

TEST_CASE("it ends while changes storm in") {
    for (int round = 0; round < 20; ++round) {
        Watched watched;
        watched.open();
        std::atomic<bool> end{false};
        std::thread storm([&] {
            while (!end) {
                for (const EventSource source : one_shot_sources) watched.helper.fire(source);
                std::this_thread::yield();
            }
        });
        watched.helper.await_arms(table, 3);
        watched.watcher.reset();
        const auto said = watched.said(table).size();
        end = true;
        storm.join();
        CHECK(watched.said(table).size() == said);
    }
}

TEST_SUITE_END();
