// SPDX-License-Identifier: MIT
#include "world.h"

#include <doctest/doctest.h>

using namespace ddns;
using Status = Outcome::Status;

namespace {

constexpr const char* first = "eth0*100 62.4.5.1";
constexpr const char* second = "eth0*100 62.4.5.2";
constexpr const char* third = "eth0*100 62.4.5.3";

Error error_of(ErrorKind kind, std::string what = "nobody answered") { return {kind, std::move(what)}; }

} // namespace

TEST_CASE("what is new is sent at once, and remembered when it is confirmed") {
    ReactorWorld world;
    world.start(first);
    REQUIRE(world.submissions() == 1);
    CHECK(world.sent(0) == "62.4.5.1");
    CHECK_FALSE(world.reactor->settled());
    world.end(Status::updated);
    CHECK(world.stored() == "62.4.5.1");
    CHECK(world.reactor->settled());
    CHECK(world.log.count("info  published ") == 1);
    world.become(second);
    REQUIRE(world.submissions() == 2);
    CHECK(world.sent(1) == "62.4.5.2");
}

TEST_CASE("while a change is on its way, what is published is unknown to the next start") {
    ReactorWorld world;
    std::string at_submit;
    world.on_submit = [&] { at_submit = world.stored(); };
    world.start(first);
    CHECK(at_submit.empty()); // a fact of its own: no values, which is not the same as no fact
    world.end(Status::updated);
    world.become(second);
    CHECK(at_submit.empty());
    world.live(); // killed before the answer
    REQUIRE(world.submissions() == 1);
    CHECK(world.sent(0) == "62.4.5.2");
}

TEST_CASE("a restart with nothing changed sends nothing, except to what is on this machine") {
    ReactorWorld world;
    world.start(first);
    world.end(Status::updated);
    world.live();
    CHECK(world.submissions() == 0);
    CHECK(world.reactor->settled());
}

TEST_CASE("an account that moved to another provider or another URL starts as unknown") {
    ReactorWorld world;
    world.start(first);
    world.end(Status::updated);
    SUBCASE("provider") { world.config.accounts[0].provider = "other"; }
    SUBCASE("url") { world.config.accounts[0].url = "https://elsewhere.example"; }
    world.live();
    CHECK(world.submissions() == 1);
}

TEST_CASE("the same network again is no reason to plan") {
    ReactorWorld world;
    world.start(first);
    world.end(Status::updated);
    const auto lines = world.log.lines.size();
    int plans = 0;
    world.reactor->on_progress = [&] { ++plans; };
    world.become(first);
    CHECK(plans == 0);
    CHECK(world.log.lines.size() == lines);
}

TEST_CASE("a failure is tried again when the plan says, and the end of it is told") {
    ReactorWorld world;
    world.start(first);
    world.end(Status::failed, error_of(ErrorKind::server));
    CHECK(world.stored().empty());
    CHECK(world.log.count("failed: nobody answered; next try in") == 1);
    world.advance(1999);
    CHECK(world.submissions() == 1);
    world.advance(1);
    REQUIRE(world.submissions() == 2);
    world.end(Status::failed, error_of(ErrorKind::server));
    world.advance(4000);
    REQUIRE(world.submissions() == 3);
    CHECK(world.log.count("warn") == 1);
    world.end(Status::updated);
    CHECK(world.log.count("info  published ") == 1);
}

TEST_CASE("a change that is not news to the outside hurries nobody") {
    ReactorWorld world;
    world.start(first);
    world.end(Status::failed, error_of(ErrorKind::network));
    Snapshot container = world.monitor.now;
    Interface veth;
    veth.index = 9;
    veth.name = "veth0";
    container.interfaces.push_back(veth);
    world.monitor.now = container;
    world.reactor->dirty(WakeReason::link, world.timers.now());
    world.timers.run_ready();
    CHECK(world.submissions() == 1);
    world.become("eth0*100 62.4.5.1 62.4.5.9");
    CHECK(world.submissions() == 2);
}

TEST_CASE("a value that was superseded on its way is followed by the newest") {
    ReactorWorld world;
    world.start(first);
    world.become(second);
    world.become(third);
    CHECK(world.submissions() == 1);
    world.end(Status::updated);
    REQUIRE(world.submissions() == 2);
    CHECK(world.sent(1) == "62.4.5.3");
}

TEST_CASE("the transport hears of addresses that are gone and of those whose uplink is") {
    ReactorWorld world;
    const auto& told = world.transport.network_changes;
    world.start("eth0*100 62.4.5.1; wwan0*700 10.0.0.2");
    REQUIRE(told.size() == 1);
    CHECK(lab::text(told[0]) == "62.4.5.1,10.0.0.2");
    world.become("eth0*200 62.4.5.1; wwan0*700 10.0.0.2");
    CHECK(told.size() == 1);
    world.become("eth0!*200 62.4.5.1; wwan0*700 10.0.0.2");
    REQUIRE(told.size() == 2);
    CHECK(lab::text(told[1]) == "10.0.0.2");
    world.become("wwan0*700 10.0.0.2");
    CHECK(told.size() == 3);
}

TEST_CASE("draining waits for jobs on their way, sends nothing new, and ends once") {
    ReactorWorld world;
    world.start(first);
    int drained = 0;
    world.reactor->drain([&] { FAIL("replaced by the second"); });
    world.reactor->drain([&] { ++drained; });
    world.become(second);
    CHECK(drained == 0);
    world.end(Status::updated);
    CHECK(drained == 1);
    CHECK(world.submissions() == 1);
    CHECK(world.stored() == "62.4.5.1");
}

TEST_CASE("draining an idle reactor ends in the next turn, and the last who asked is told") {
    ReactorWorld world;
    world.start(first);
    world.end(Status::updated);
    int drained = 0;
    world.reactor->drain([&] { FAIL("replaced by the second"); });
    world.reactor->drain([&] {
        ++drained;
        world.reactor.reset(); // as a reload does
    });
    CHECK(drained == 0);
    world.timers.run_ready();
    CHECK(drained == 1);
}

TEST_CASE("the poll distrusts everything and reports what no event told") {
    ReactorWorld world;
    world.start(first);
    world.end(Status::updated);
    world.monitor.now = lab::network(second).snapshot;
    SUBCASE("a miss") {
        world.reactor->poll();
        CHECK(world.monitor.rereads == 1);
        CHECK(world.submissions() == 2);
        CHECK(world.log.count("miss:") == 0);
        world.advance(2000);
        CHECK(world.log.count("miss:") == 1);
        CHECK(world.log.contains("addresses=2"));
    }
    SUBCASE("a miss, found by a monitor that had to read on another thread") {
        world.monitor.now = lab::network(first).snapshot;
        world.reactor->poll();
        CHECK(world.submissions() == 1);
        world.monitor.now = lab::network(second).snapshot;
        world.reactor->dirty(WakeReason::poll, world.timers.now());
        CHECK(world.submissions() == 2);
        world.advance(2000);
        CHECK(world.log.count("miss:") == 1);
    }
    SUBCASE("the event was only late") {
        world.reactor->poll();
        world.reactor->dirty(WakeReason::address, world.timers.now());
        world.advance(5000);
        CHECK(world.log.count("miss:") == 0);
    }
    SUBCASE("there are no events") {
        world.reactor->poll(false);
        world.advance(5000);
        CHECK(world.submissions() == 2);
        CHECK(world.log.count("miss:") == 0);
    }
}

TEST_CASE("a network that cannot be read is said once and read again soon") {
    ReactorWorld world;
    world.monitor.refusal = error_of(ErrorKind::system, "no socket");
    world.start(first);
    CHECK_FALSE(world.reactor->has_seen_the_network());
    world.advance(3000);
    CHECK(world.log.count("no socket") == 1);
    CHECK(world.monitor.snapshots == 3);
    world.monitor.refusal.reset();
    world.advance(4000);
    CHECK(world.submissions() == 1);
    CHECK(world.log.count("can be read again") == 1);
    CHECK(world.monitor.snapshots == 4);
}

TEST_CASE("what the disk did not take is written later") {
    ReactorWorld world;
    world.store.refusal = error_of(ErrorKind::system, "the disk is full");
    world.start(first);
    world.end(Status::updated);
    CHECK(world.stored() == "-");
    CHECK(world.log.count("the disk is full") == 1);
    SUBCASE("after half a minute") {
        world.advance(30'000);
        CHECK(world.log.count("the disk is full") == 1);
        world.store.refusal.reset();
        world.advance(30'000);
    }
    SUBCASE("at the poll") {
        world.store.refusal.reset();
        world.reactor->poll();
    }
    CHECK(world.stored() == "62.4.5.1");
    CHECK(world.log.count("can be written again") == 1);
    world.advance(1000);
    CHECK(world.timers.pending() == 0); // nothing left to wake for
}

TEST_CASE("a failure of an account with many records is said once") {
    ReactorWorld world(500);
    world.start(first);
    REQUIRE(world.submissions() == 1);
    const auto warnings = [&] {
        return std::count_if(world.log.lines.begin(), world.log.lines.end(),
                             [](const std::string& line) { return line.starts_with("warn"); });
    };
    world.end(Status::failed, error_of(ErrorKind::timeout));
    CHECK(warnings() == 1);
    world.advance(60'000);
    world.end(Status::failed, error_of(ErrorKind::network));
    CHECK(warnings() == 2);
    world.advance(60'000);
    world.end(Status::failed, error_of(ErrorKind::timeout)); // alternating kinds are no news
    CHECK(warnings() == 2);
    world.advance(600'000);
    world.end(Status::updated);
    CHECK(world.log.count("info  published ") == 500);
    CHECK(world.reactor->failed_records() == 0);
}

TEST_CASE("a lost record is said once, kept, and counted") {
    ReactorWorld world;
    world.start(first);
    world.end(Status::updated);
    world.become("eth0*100 10.0.0.1");
    CHECK(world.log.count("nothing to publish for") == 1);
    CHECK(world.reactor->lost_records() == 1);
    world.become("eth0*100 10.0.0.2"); // another reason is told to those who look closely
    world.become("eth0");
    CHECK(world.log.count("warn") == 1);
    CHECK(world.submissions() == 1);
    CHECK(world.stored() == "62.4.5.1");
    world.become(first);
    world.become("eth0");
    CHECK(world.log.count("warn") == 2);
}

TEST_CASE("a family that the machine does not have is no trouble, no family at all is") {
    ReactorWorld world(2);
    world.config.records[1].type = RecordType::AAAA;
    world.start(first);
    world.end(Status::updated);
    CHECK(world.reactor->lost_records() == 0);
    world.become("eth0");
    CHECK(world.reactor->lost_records() == 2);
}

TEST_CASE("a provider's pause outlives a reload, unless the account is another one") {
    ReactorWorld world;
    world.start(first);
    world.end(Status::failed, {ErrorKind::rate, "slowly", std::chrono::seconds(50)});
    world.pauses = world.reactor->pauses();
    REQUIRE(world.pauses.size() == 1);
    SUBCASE("the same") {
        world.live();
        CHECK(world.submissions() == 0);
        world.advance(50'000);
        CHECK(world.submissions() == 1);
    }
    SUBCASE("another one") {
        world.config.accounts[0].interface = "wwan0";
        world.live();
        CHECK(world.submissions() == 1);
    }
}

TEST_CASE("candidates are told at the start, and later only when they have changed") {
    ReactorWorld world;
    world.start(first);
    CHECK(world.log.count("info  IPv4 1. 62.4.5.1 on eth0") == 1);
    world.end(Status::failed, error_of(ErrorKind::server));
    world.advance(60'000);
    CHECK(world.log.count("IPv4 1. 62.4.5.1") == 1);
}

TEST_CASE("status and why tell what is published, what fails and what is waited for") {
    ReactorWorld world(2);
    world.start(first);
    FakeSession::end(world.session->given[0], 0, Status::updated);
    FakeSession::end(world.session->given[0], 1, Status::failed,
                     error_of(ErrorKind::rejected, "no such host"));
    world.timers.run_ready();
    const Json status = world.reactor->status();
    CHECK(status.at("/records/0/state")->scalar_text() == "ok");
    CHECK(status.at("/records/0/published/0")->scalar_text() == "62.4.5.1");
    CHECK(status.at("/records/1/state")->scalar_text() == "stopped");
    CHECK(status.at("/records/1/error")->scalar_text() == "no such host");
    CHECK(status.at("/in_flight")->scalar_text() == "0");
    const Json why = world.reactor->why(world.config.records[0].name);
    CHECK(why.at("/records/0/state")->scalar_text() == "ok");
    CHECK(why.at("/addresses/v4/0/address")->scalar_text() == "62.4.5.1");
    CHECK(world.reactor->why("nobody.example").at("/records")->if_array()->empty());
    world.become("eth0");
    CHECK(world.reactor->status().at("/records/0/lost"));
}
