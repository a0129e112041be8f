// SPDX-License-Identifier: MIT
#include "net/iphelper/settled_reading.h"

#include "fakes/fake_ip_helper.h"

#include <doctest/doctest.h>

using namespace ddns;
using namespace ddns::iphelper;

namespace {

struct World {
    World() { changes.connect(wake); }
    ~World() { changes.disconnect(); }

    Loop loop;
    ThreadWake wake{loop, [] {}};
    ChangeCounter changes{loop};
    fakes::FakeIpHelper helper;
};

} // namespace

TEST_CASE("tables that hold still are read once") {
    World world;
    const auto reading = read_settled(world.helper, world.changes);
    REQUIRE(reading);
    CHECK(reading->settled);
    CHECK(world.helper.reads() == 1);
}

TEST_CASE("tables that change while they are read are read again") {
    World world;
    int moves = 0;
    world.helper.on_read = [&] {
        if (++moves <= 2) world.changes.note(WakeReason::address);
    };
    const auto reading = read_settled(world.helper, world.changes);
    REQUIRE(reading);
    CHECK(reading->settled);
    CHECK(reading->count == 2);
    CHECK(world.helper.reads() == 3);
}

TEST_CASE("after three readings the last one is taken, and it is not settled") {
    World world;
    world.helper.on_read = [&] { world.changes.note(WakeReason::address); };
    const auto reading = read_settled(world.helper, world.changes);
    REQUIRE(reading);
    CHECK_FALSE(reading->settled);
    CHECK(reading->count == 2); // the third change is not known to be in it
    CHECK(world.helper.reads() == 3);
}

TEST_CASE("a table that cannot be read is an error, not an empty one") {
    World world;
    world.helper.refuse_tables("cannot read the routes of this system: access is denied");
    const auto reading = read_settled(world.helper, world.changes);
    REQUIRE_FALSE(reading);
    CHECK(reading.error().what == "cannot read the routes of this system: access is denied");
}
