// SPDX-License-Identifier: MIT
#include "publish/publisher.h"

#include "fakes/fake_session.h"
#include "fakes/fake_timers.h"

#include <doctest/doctest.h>

using namespace ddns;
using fakes::FakeTimers;

namespace {

Change change_of(std::size_t record) {
    Change change;
    change.record = record;
    change.values = {*IpAddress::parse("192.0.2.1")};
    return change;
}

Outcome updated(std::size_t record) {
    Outcome outcome;
    outcome.record = record;
    outcome.status = Outcome::Status::updated;
    return outcome;
}

struct World {
    Config config;
    FakeTimers timers;
    FakeSession* first = nullptr;
    FakeSession* second = nullptr;
    std::vector<std::vector<Outcome>> delivered;
    std::unique_ptr<Publisher> publisher;

    World() {
        config.accounts.resize(2);
        config.records.resize(3);
        config.records[2].account = 1;
        auto a = std::make_unique<FakeSession>();
        auto b = std::make_unique<FakeSession>();
        first = a.get();
        second = b.get();
        std::vector<std::unique_ptr<AccountSession>> sessions;
        sessions.push_back(std::move(a));
        sessions.push_back(std::move(b));
        publisher =
            std::make_unique<Publisher>(config, std::move(sessions), timers, [this](std::vector<Outcome> o) {
                delivered.push_back(std::move(o));
            });
    }
};

} // namespace

TEST_CASE("changes go to the sessions of their accounts, all at once") {
    World world;
    world.publisher->submit({change_of(0), change_of(2), change_of(1)});
    REQUIRE(world.first->given.size() == 1);
    CHECK(world.first->given[0]->changes.size() == 2);
    REQUIRE(world.second->given.size() == 1);
    CHECK(world.second->given[0]->changes[0].record == 2);
    CHECK(world.publisher->in_flight() == 3);
}

TEST_CASE("outcomes of one turn arrive together, in a later turn") {
    World world;
    world.publisher->submit({change_of(0), change_of(1), change_of(2)});
    world.first->given[0]->on_outcome(updated(0));
    world.second->given[0]->on_outcome(updated(2));
    CHECK(world.delivered.empty());
    CHECK(world.publisher->in_flight() == 3);
    world.timers.run_ready();
    REQUIRE(world.delivered.size() == 1);
    CHECK(world.delivered[0].size() == 2);
    CHECK(world.publisher->in_flight() == 1);
}

TEST_CASE("an account that never answers delays no other") {
    World world;
    world.publisher->submit({change_of(0), change_of(2)});
    world.second->given[0]->on_outcome(updated(2));
    world.timers.run_ready();
    REQUIRE(world.delivered.size() == 1);
    CHECK(world.publisher->in_flight() == 1);
    CHECK_FALSE(world.first->given[0]->cancelled);
    CHECK(world.second->given[0]->cancelled); // its operation is done with and gone
}

TEST_CASE("destroying the publisher cancels what is on its way and forgets what was not delivered") {
    World world;
    world.publisher->submit({change_of(0), change_of(2)});
    const auto first = world.first->given[0];
    const auto second = world.second->given[0];
    second->on_outcome(updated(2));
    world.publisher.reset();
    CHECK(first->cancelled);
    world.timers.run_ready();
    CHECK(world.delivered.empty());
}
