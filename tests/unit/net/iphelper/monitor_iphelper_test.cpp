// SPDX-License-Identifier: MIT
#include "net/iphelper/monitor_iphelper.h"

#include "fakes/fake_ip_helper.h"

#include <atomic>
#include <doctest/doctest.h>
#include <future>
#include <mutex>
#include <thread>

using namespace ddns;
using namespace ddns::iphelper;

namespace {

Tables with_address(std::uint8_t last) {
    Tables tables;
    AdapterRow adapter;
    adapter.luid = 1;
    adapter.index_v4 = 5;
    adapter.name = "Ethernet";
    tables.adapters = {adapter};
    AddressRow address;
    address.luid = 1;
    const std::uint8_t bytes[] = {81, 2, 69, last};
    address.address = IpAddress::from_bytes(Family::v4, bytes);
    address.prefix_length = 24;
    tables.addresses = {address};
    return tables;
}

/// A monitor whose loop runs until what a test waits for has come.
struct World {
    World() { helper->set_tables(with_address(1)); }

    void start() {
        monitor->on_news([this](const SourceNews& told) { news.push_back(told); });
        REQUIRE(monitor->start([this](WakeReason reason, Instant event) {
            ++dirties;
            last_reason = reason;
            last_event = event;
            look();
            if (done && done()) loop.stop();
        }));
        look();
    }
    void look() {
        const auto snapshot = monitor->snapshot();
        error = snapshot ? std::string() : snapshot.error().what;
        if (snapshot) now = *snapshot;
    }
    /// False when it did not come.
    bool run_until(std::function<bool()> condition) {
        done = std::move(condition);
        bool late = false;
        const auto guard = loop.after(std::chrono::seconds(20), [&] {
            late = true;
            loop.stop();
        });
        if (!done()) loop.run();
        done = nullptr;
        return !late;
    }
    [[nodiscard]] bool has(std::uint8_t last) const {
        return now.addresses.size() == 1 && now.addresses[0].address.bytes()[3] == last;
    }

    Loop loop;
    std::shared_ptr<fakes::FakeIpHelper> helper = std::make_shared<fakes::FakeIpHelper>();
    std::unique_ptr<NetworkMonitor> monitor = make_iphelper_monitor(loop, helper);
    Snapshot now;
    std::string error;
    std::vector<SourceNews> news;
    std::function<bool()> done;
    int dirties = 0;
    WakeReason last_reason{};
    Instant last_event{};
};

} // namespace

TEST_SUITE_BEGIN("threads");

TEST_CASE("without start every look asks the system") {
    World world;
    world.look();
    CHECK(world.has(1));
    world.helper->set_tables(with_address(2));
    world.look();
    CHECK(world.has(2));
    CHECK(world.helper->reads() == 2);
}

TEST_CASE("an event is read on another thread before the loop hears of it, with the time of the event") {
    World world;
    const auto loops_thread = std::this_thread::get_id();
    std::mutex mutex;
    std::vector<std::thread::id> readers;
    world.helper->on_read = [&] {
        const std::lock_guard lock(mutex);
        readers.push_back(std::this_thread::get_id());
    };
    world.start();
    CHECK(world.has(1));
    CHECK(readers == std::vector{loops_thread});
    world.helper->set_tables(with_address(2));
    const Instant before = world.loop.now();
    std::thread([&] { world.helper->call(EventSource::unicast_address); }).join();
    const Instant after = world.loop.now();
    CHECK(world.run_until([&] { return world.has(2); }));
    CHECK(world.last_reason == WakeReason::address);
    CHECK(world.last_event >= before);
    CHECK(world.last_event <= after);
    CHECK(world.dirties == 1);
    CHECK(readers.size() == 2);
    CHECK(readers.back() != loops_thread);
}

TEST_CASE("what a one-shot source tells is seen as well") {
    World world;
    world.start();
    world.helper->set_tables(with_address(2));
    CHECK(world.helper->fire(EventSource::address_list_v4));
    CHECK(world.run_until([&] { return world.has(2); }));
}

TEST_CASE("a storm from several threads ends in the last state, in far fewer looks than events") {
    World world;
    world.start();
    std::atomic<int> calls{0};
    std::vector<std::thread> storm;
    for (int i = 0; i < 4; ++i)
        storm.emplace_back([&] {
            for (int n = 0; n < 500; ++n) {
                if (calls.fetch_add(1) == 1990) world.helper->set_tables(with_address(9));
                world.helper->call(EventSource::route);
                world.helper->call(EventSource::ip_interface);
            }
        });
    CHECK(world.run_until([&] { return world.has(9); }));
    for (std::thread& thread : storm) thread.join();
    CHECK(world.dirties < 2000);
    world.look();
    CHECK(world.has(9));
}

TEST_CASE("what changes while it is read for the third time is looked at again by itself") {
    World world;
    world.start();
    std::atomic<int> moves{0};
    world.helper->on_read = [&] {
        const int move = ++moves;
        if (move <= 3) world.helper->call(EventSource::unicast_address);
        if (move == 3) world.helper->set_tables(with_address(3)); // after that no event comes
    };
    world.helper->call(EventSource::unicast_address);
    CHECK(world.run_until([&] { return world.dirties >= 2 && world.has(3); }));
    CHECK(moves == 4);
}

TEST_CASE("a change during a reading is not told as if it were in it") {
    World world;
    world.start();
    std::promise<void> reading, go_on;
    std::atomic<bool> first{true};
    world.helper->on_read = [&] {
        if (!first.exchange(false)) return;
        reading.set_value();
        go_on.get_future().wait();
    };
    world.helper->call(EventSource::route);
    std::thread changer([&] {
        reading.get_future().wait();
        world.helper->set_tables(with_address(4));
        world.helper->call(EventSource::unicast_address);
        go_on.set_value();
    });
    CHECK(world.run_until([&] { return world.has(4); }));
    changer.join();
}

TEST_CASE("a reading that fails is the snapshot's error, and the next look tries again") {
    World world;
    world.start();
    world.helper->refuse_tables("cannot read the routes of this system: out of memory");
    world.helper->call(EventSource::route);
    CHECK(world.run_until([&] { return world.dirties == 1; }));
    CHECK(world.error == "cannot read the routes of this system: out of memory");
    world.helper->refuse_tables(std::nullopt);
    world.helper->set_tables(with_address(5));
    const int reads = world.helper->reads();
    world.look();
    CHECK(world.error == "cannot read the routes of this system: out of memory");
    CHECK(world.helper->reads() == reads); // not on the loop's thread
    CHECK(world.run_until([&] { return world.has(5); }));
    CHECK(world.error.empty());
}

TEST_CASE("the poll sees what nobody told, and reads it on another thread") {
    World world;
    world.start();
    const std::thread::id loops_thread = std::this_thread::get_id();
    std::atomic<int> on_the_loop{0};
    world.helper->on_read = [&] { on_the_loop += std::this_thread::get_id() == loops_thread; };
    world.helper->set_tables(with_address(6));
    world.monitor->reread();
    world.look();
    CHECK(world.has(1));
    CHECK(world.run_until([&] { return world.has(6); }));
    CHECK(world.dirties == 1);
    CHECK(world.last_reason == WakeReason::poll);
    CHECK(on_the_loop == 0);
}

TEST_CASE("a reading that was under way at the poll is not enough for it") {
    World world;
    world.start();
    std::promise<void> go_on;
    std::atomic<bool> first{true};
    ThreadWake poll(world.loop, [&] {
        world.monitor->reread();
        go_on.set_value();
    });
    world.helper->on_read = [&] {
        if (!first.exchange(false)) return;
        poll.wake();
        go_on.get_future().wait();
    };
    world.helper->call(EventSource::route);
    CHECK(world.run_until([&] { return world.dirties == 2; }));
    CHECK(world.last_reason == WakeReason::poll);
    CHECK(world.helper->reads() == 3);
}

TEST_CASE("a change that is told while the poll reads is not the poll's find") {
    World world;
    world.start();
    std::atomic<bool> first{true};
    world.helper->on_read = [&] {
        if (!first.exchange(false)) return;
        world.helper->set_tables(with_address(7));
        world.helper->call(EventSource::unicast_address);
    };
    world.monitor->reread();
    CHECK(world.run_until([&] { return world.has(7); }));
    CHECK(world.last_reason == WakeReason::address);
    CHECK(world.dirties == 1);
}

TEST_CASE("a system that does not answer stalls neither the loop nor the end, and is told once") {
    const auto begun = std::make_shared<std::promise<void>>();
    const auto go_on = std::make_shared<std::promise<void>>();
    const auto ended = std::make_shared<std::promise<void>>();
    SUBCASE("until it answers") {
        World world;
        world.start();
        world.helper->on_read = [&, go_on] {
            if (world.helper->reads() == 1) go_on->get_future().wait();
        };
        world.monitor->reread();
        CHECK(world.news.empty());
        world.monitor->reread();
        world.monitor->reread();
        REQUIRE(world.news.size() == 1);
        CHECK_FALSE(world.news[0].alive);
        CHECK(world.news[0].what.find("has not answered") != std::string::npos);
        world.look();
        CHECK(world.has(1));
        world.helper->set_tables(with_address(8));
        go_on->set_value();
        CHECK(world.run_until([&] { return world.has(8) && world.dirties == 2; }));
        REQUIRE(world.news.size() == 2);
        CHECK(world.news[1].alive);
    }
    SUBCASE("until the end") {
        {
            World world;
            world.start();
            world.helper->on_read = [begun, go_on, ended] {
                begun->set_value();
                go_on->get_future().wait();
                ended->set_value();
            };
            world.monitor->reread();
            begun->get_future().wait();
        }
        go_on->set_value();
        ended->get_future().wait();
    }
}

TEST_CASE("dead sources are news, in start already, and the poll brings them back") {
    World world;
    for (const EventSource source : calling_sources) world.helper->refuse(source);
    world.start();
    CHECK(world.news.size() == calling_sources.size());
    CHECK_FALSE(world.monitor->hears_everything());
    CHECK(world.has(1));

    world.helper->set_tables(with_address(2));
    CHECK(world.helper->fire(EventSource::address_table));
    CHECK(world.run_until([&] { return world.has(2); }));

    for (const EventSource source : calling_sources) world.helper->allow(source);
    world.news.clear();
    world.monitor->reread();
    CHECK(world.news.size() == calling_sources.size());
    CHECK(world.monitor->hears_everything());
}

TEST_CASE("the death of a source while it runs is told from the loop") {
    World world;
    world.start();
    world.helper->refuse(EventSource::address_table);
    CHECK(world.helper->fire(EventSource::address_table));
    CHECK(world.run_until([&] { return !world.news.empty() && world.dirties > 0; }));
    CHECK_FALSE(world.news[0].alive);
    CHECK(world.monitor->hears_everything()); // the other three tell of IPv4 too
}

TEST_CASE("the callback may destroy the monitor") {
    World world;
    int calls = 0;
    REQUIRE(world.monitor->start([&](WakeReason, Instant) {
        ++calls;
        world.monitor.reset();
    }));
    world.helper->call(EventSource::unicast_address);
    world.loop.run(); // ends because nothing is left that could happen
    CHECK(calls == 1);
}

TEST_CASE("it is destroyed in the middle of a reading and of a storm; nobody is called afterwards") {
    for (int round = 0; round < 10; ++round) {
        World world;
        world.start();
        std::atomic<bool> end{false};
        std::vector<std::thread> storm;
        for (int i = 0; i < 3; ++i)
            storm.emplace_back([&] {
                while (!end) {
                    for (const EventSource source : calling_sources) world.helper->call(source);
                    for (const EventSource source : one_shot_sources) world.helper->fire(source);
                }
            });
        CHECK(world.run_until([&] { return world.dirties >= 1; }));
        world.monitor.reset();
        const int dirties = world.dirties;
        world.loop.run();
        CHECK(world.dirties == dirties);
        end = true;
        for (std::thread& thread : storm) thread.join();
    }
}

TEST_SUITE_END();
