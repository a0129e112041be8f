// SPDX-License-Identifier: MIT
#include "world.h"

#include <doctest/doctest.h>

using namespace ddns;
using Status = Outcome::Status;

namespace {

constexpr const char* first = "eth0*100 62.4.5.1";
constexpr const char* second = "eth0*100 62.4.5.2";
constexpr std::int64_t day = 86400;

/// Published and confirmed at the wall clock's 1,000,000 s.
struct PublishedWorld : ReactorWorld {
    PublishedWorld(Duration apart, Duration again) {
        config.accounts[0].apart = apart;
        config.accounts[0].again = again;
        store.remembered[key_of(config, config.records[0])] = {lab::addresses("62.4.5.1"), 1'000'000};
        store.written = store.remembered;
    }
};

} // namespace

TEST_CASE("a restart remembers when a record was last confirmed, and repeats it only when it is due") {
    for (const auto& [age, submissions] : {std::pair(24 * day, 0u), std::pair(25 * day, 1u)}) {
        CAPTURE(age);
        PublishedWorld world({}, std::chrono::hours(25 * 24));
        world.wall = 1'000'000 + age;
        world.start(first);
        REQUIRE(world.submissions() == submissions);
        if (submissions == 0) continue;
        CHECK(world.session->given[0]->changes[0].refresh);
        world.end(Status::unchanged);
        CHECK(world.store.written.begin()->second.confirmed_at == world.wall);
        world.live();
        CHECK(world.submissions() == 0);
    }
}

TEST_CASE("the repetition comes by itself, also when the machine slept most of the time") {
    PublishedWorld world({}, std::chrono::hours(25 * 24));
    world.wall = 1'000'000 + 24 * day;
    world.start(first);
    SUBCASE("awake") {
        world.timers.advance(std::chrono::hours(24));
        CHECK(world.submissions() == 1);
    }
    SUBCASE("asleep: the program's clock stood still") {
        world.wall += day;
        CHECK(world.submissions() == 0);
        world.reactor->poll();
        CHECK(world.submissions() == 1);
        world.reactor->poll();
        CHECK(world.submissions() == 1);
    }
    SUBCASE("a wall clock that goes back repeats nothing") {
        world.wall = 5;
        world.reactor->poll();
        CHECK(world.submissions() == 0);
    }
}

TEST_CASE("a restart keeps the pause between two updates, also after one that was never confirmed") {
    for (const bool confirmed : {true, false}) {
        CAPTURE(confirmed);
        PublishedWorld world(std::chrono::minutes(5), {});
        if (!confirmed) world.store.remembered.begin()->second.values.clear();
        world.wall = 1'000'000 + 100;
        world.start(second);
        CHECK(world.submissions() == 0);
        CHECK(world.reactor->settled()); // `once` does not wait for it
        const Json status = world.reactor->status();
        const Json& record = status.find("records")->if_array()->at(0);
        CHECK(record.find("waiting_for")->scalar_text() == "pace");
        CHECK(record.find("seconds")->scalar_text() == "200");
        CHECK(world.log.count("holding h0.example.com A for 3 min: the provider wants a pause") == 1);
        world.advance(200'000);
        CHECK(world.submissions() == 1);
    }
}
