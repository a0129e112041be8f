// SPDX-License-Identifier: MIT
#include "net/iphelper/event_sources.h"

#include "fakes/fake_ip_helper.h"

#include <atomic>
#include <doctest/doctest.h>
#include <future>
#include <thread>

using namespace ddns;
using namespace ddns::iphelper;

namespace {

struct World {
    World() { changes->connect(wake); }
    ~World() {
        sources.reset();
        changes->disconnect();
    }
    void open() { sources = std::make_unique<EventSources>(helper, changes); }

    Loop loop;
    ThreadWake wake{loop, [] {}};
    std::shared_ptr<ChangeCounter> changes = std::make_shared<ChangeCounter>(loop);
    std::shared_ptr<fakes::FakeIpHelper> helper = std::make_shared<fakes::FakeIpHelper>();
    std::unique_ptr<EventSources> sources;
};

} // namespace

TEST_SUITE_BEGIN("threads");

TEST_CASE("with all sources alive there is no news, and each of them counts") {
    World world;
    world.open();
    CHECK(world.sources->complete());
    CHECK(world.sources->news().empty());
    std::uint64_t count = 0;
    for (const EventSource source : calling_sources) {
        world.helper->call(source);
        CHECK(world.changes->count() == ++count);
    }
    for (const EventSource source : one_shot_sources) {
        CHECK(world.helper->fire(source));
        world.helper->await_arms(source, 2);
        world.helper->await_waiting(std::nullopt);
        CHECK(world.changes->count() == ++count);
    }
}

TEST_CASE("a dead source is told once with its reason, and what is missing is known") {
    for (std::size_t i = 0; i < source_count; ++i) {
        const auto dead = static_cast<EventSource>(i);
        CAPTURE(function_name(dead));
        World world;
        world.helper->refuse(dead);
        world.open();
        const bool needed = dead == EventSource::ip_interface || dead == EventSource::unicast_address ||
                            dead == EventSource::route;
        CHECK(world.sources->complete() == !needed);
        const auto news = world.sources->news();
        REQUIRE(news.size() == 1);
        CHECK_FALSE(news[0].alive);
        CHECK(news[0].what ==
              std::string(function_name(dead)) + " failed: as the test wants; it tells of no changes");
        CHECK(world.sources->news().empty());
        const EventSource other = dead == EventSource::route ? EventSource::resume : EventSource::route;
        world.helper->call(other);
        CHECK(world.changes->count() == 1);
    }
}

TEST_CASE("a source that comes back is told, and counts as a change") {
    World world;
    world.helper->refuse(EventSource::route);
    world.open();
    CHECK(world.sources->news().size() == 1);
    world.sources->retry();
    CHECK(world.sources->news().empty()); // still dead: said once
    CHECK(world.changes->count() == 0);

    world.helper->allow(EventSource::route);
    world.sources->retry();
    CHECK(world.sources->complete());
    CHECK(world.changes->count() == 1);
    const auto news = world.sources->news();
    REQUIRE(news.size() == 1);
    CHECK(news[0].alive);
    CHECK(news[0].what == "NotifyRouteChange2 tells of changes again");
    world.helper->call(EventSource::route);
    CHECK(world.changes->count() == 2);
}

TEST_CASE("a source that flaps is not told each time") {
    World world;
    world.open();
    const EventSource table = EventSource::address_table;
    std::size_t told = 0;
    for (int i = 0; i < 5; ++i) {
        world.helper->refuse(table);
        CHECK(world.helper->fire(table));
        world.helper->await_waiting(OneShotWatcher::retry_pause);
        told += world.sources->news().size();
        world.helper->allow(table);
        world.helper->pass_time();
        world.helper->await_waiting(std::nullopt);
        told += world.sources->news().size();
    }
    CHECK(told == 2);
}

TEST_CASE("cancelling waits for a callback that is running, and none comes after it") {
    World world;
    world.open();
    std::promise<void> inside, go_on;
    std::thread caller([&] {
        world.helper->call(EventSource::unicast_address, [&] {
            inside.set_value();
            go_on.get_future().wait();
        });
    });
    inside.get_future().wait();
    std::atomic<bool> cancelled{false};
    std::thread canceller([&] {
        world.sources.reset();
        cancelled = true;
    });
    world.helper->await_cancelling();
    CHECK_FALSE(cancelled);
    go_on.set_value();
    caller.join();
    canceller.join();
    const auto count = world.changes->count();
    for (const EventSource source : calling_sources) {
        CHECK_FALSE(world.helper->subscribed(source));
        world.helper->call(source);
    }
    CHECK(world.changes->count() == count);
}

TEST_CASE("it ends in the middle of a storm of all sources") {
    for (int round = 0; round < 10; ++round) {
        World world;
        world.open();
        std::atomic<bool> end{false};
        std::vector<std::thread> storm;
        for (int i = 0; i < 3; ++i)
            storm.emplace_back([&] {
                while (!end) {
                    for (const EventSource source : calling_sources) world.helper->call(source);
                    for (const EventSource source : one_shot_sources) world.helper->fire(source);
                }
            });
        while (world.changes->count() < 200) std::this_thread::yield();
        world.sources.reset();
        const auto count = world.changes->count();
        end = true;
        for (std::thread& thread : storm) thread.join();
        CHECK(world.changes->count() == count);
    }
}

TEST_SUITE_END();
