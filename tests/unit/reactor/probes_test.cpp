// SPDX-License-Identifier: MIT
#include "reactor/probes.h"
#include "world.h"

#include <doctest/doctest.h>

using namespace ddns;
using Status = Outcome::Status;

namespace {

constexpr const char* both = "eth0*100 62.4.5.1; wwan0*700 185.10.20.1";

/// A reactor with a probe through eth0.
struct World : ReactorWorld {
    World() {
        Uplink fiber{"fiber", "eth0", std::nullopt};
        fiber.probe = Probe{"https://one.example/ok?q", std::chrono::seconds(30), 3, 2};
        config.uplinks = {fiber};
    }
    /// Answers the probe that is open; 0 = nobody is reached.
    void answer(int status) {
        const std::size_t last = transport.calls.size() - 1;
        if (status > 0)
            transport.reply(last, status, "");
        else
            transport.fail_with(last, {ErrorKind::timeout, "silence"});
        timers.run_ready();
    }
};

} // namespace

TEST_CASE("a probe goes through its uplink, at once and then at its interval") {
    World world;
    world.start(both);
    REQUIRE(world.transport.calls.size() == 1);
    const HttpRequest& request = world.transport.calls[0].request;
    CHECK(request.interface == "eth0");
    CHECK(request.fresh_connection);
    CHECK(request.timeout == std::chrono::seconds(10));
    CHECK(request.label == "GET https://one.example/ok");
    world.answer(204);
    world.advance(29'999);
    CHECK(world.transport.calls.size() == 1);
    world.advance(1);
    CHECK(world.transport.calls.size() == 2);
}

TEST_CASE("a dead line moves the record after the thresholds and the hold, and back") {
    World world;
    world.start(both);
    world.end(Status::updated);
    CHECK(world.sent(0) == "62.4.5.1");
    for (const int status : {0, 302, 200, 503, 0}) { // two in a row are not enough, twice
        world.answer(status);
        world.advance(30'000);
    }
    CHECK(world.submissions() == 1);
    world.answer(0);
    CHECK(world.log.count("nothing answers through uplink fiber") == 1);
    world.advance(2999);
    CHECK(world.submissions() == 1);
    world.advance(1);
    REQUIRE(world.submissions() == 2);
    CHECK(world.sent(1) == "185.10.20.1");
    world.end(Status::updated);
    world.advance(27'000);
    world.answer(200);
    world.advance(30'000);
    CHECK(world.submissions() == 2);
    world.answer(200);
    CHECK(world.log.count("answers again") == 1);
    world.advance(3000);
    REQUIRE(world.submissions() == 3);
    CHECK(world.sent(2) == "62.4.5.1");
}

TEST_CASE("what is written is led around a line as long as its probe fails, and why says so") {
    World world;
    world.start(both);
    world.end(Status::updated);
    REQUIRE(world.transport.ways.size() == 1);
    CHECK(world.transport.ways[0].detours.empty());
    CHECK(world.transport.ways[0].sources.size() == 1);
    CHECK(world.transport.ways[0].sources.at({"eth0", Family::v4}).to_string() == "62.4.5.1");
    for (int i = 0; i < 3; ++i) {
        world.answer(0);
        world.advance(30'000);
    }
    REQUIRE(world.transport.ways.size() == 2);
    REQUIRE(world.transport.ways[1].detours.size() == 1);
    const Detour& detour = world.transport.ways[1].detours[0];
    CHECK(detour.interface == "wwan0");
    CHECK(detour.source.to_string() == "185.10.20.1");
    CHECK(lab::text(detour.avoid) == "62.4.5.1");
    CHECK(world.log.count(
              "requests over IPv4 leave through wwan0, because nothing answers through fiber (eth0)") == 1);
    world.session->given.at(1)->way = detour.phrase;
    world.end(Status::updated);
    CHECK(world.log.count("sent through wwan0, because nothing answers through fiber (eth0)") == 1);
    CHECK(dump_json(world.reactor->why("h0.example.com"))
              .find(R"x("sent":"through wwan0, because nothing answers through fiber (eth0)")x") !=
          std::string::npos);
    for (int i = 0; i < 2; ++i) {
        world.answer(200);
        world.advance(30'000);
    }
    REQUIRE(world.transport.ways.size() == 3);
    CHECK(world.transport.ways[2].detours.empty());
    CHECK(world.log.count("requests over IPv4 leave as the kernel routes them again") == 1);
    world.end(Status::updated);
    CHECK(dump_json(world.reactor->why("h0.example.com")).find(R"("sent")") == std::string::npos);
}

TEST_CASE("a failed attempt says which way it took, in the log, in why and in status") {
    World world;
    world.start(both);
    world.end(Status::updated);
    for (int i = 0; i < 3; ++i) {
        world.answer(0);
        world.advance(30'000);
    }
    const std::string way = world.transport.ways.at(1).detours.at(0).phrase;
    world.session->given.at(1)->way = way;
    world.end(Status::failed, {ErrorKind::server, "it answered 503", {}});
    CHECK(world.log.count("failed: it answered 503; sent " + way + "; next try in") == 1);
    const std::string told = R"("error":"it answered 503; sent )" + way + '"';
    CHECK(dump_json(world.reactor->why("h0.example.com")).find(told) != std::string::npos);
    CHECK(dump_json(world.reactor->status()).find(told) != std::string::npos);
}

TEST_CASE("an uplink that is down for the kernel is not probed, and what was told of it stays") {
    World world;
    world.start(both);
    world.end(Status::updated);
    for (int i = 0; i < 2; ++i) {
        world.answer(0);
        world.advance(30'000);
    }
    world.answer(0);
    world.advance(3000);
    world.end(Status::updated);
    CHECK(world.sent(1) == "185.10.20.1");
    const std::size_t asked = world.transport.calls.size();
    world.become("eth0!*100 62.4.5.1; wwan0*700 185.10.20.1");
    world.advance(100'000);
    CHECK(world.transport.calls.size() == asked);
    world.become(both);
    CHECK(world.transport.calls.size() == asked + 1);
    world.advance(9000);
    CHECK(world.submissions() == 2); // plugged in is not healthy
}

TEST_CASE("status tells of the uplinks, why of the way of each value") {
    World world;
    world.config.records[0].policy.choice = AddressPolicy::Choice::all;
    world.start("eth0*100 62.4.5.1; wwan0*700 185.10.20.1; lan0 10.0.0.1");
    world.end(Status::updated);
    world.answer(200);
    const std::string status = dump_json(world.reactor->status());
    CHECK(
        status.find(
            R"("name":"fiber","interface":"eth0","state":"up","v4":{"up":true,"addresses":["62.4.5.1"]})") !=
        std::string::npos);
    CHECK(status.find(R"("name":"wwan0","interface":"wwan0","state":"up")") != std::string::npos);
    CHECK(status.find(R"("name":"lan0")") == std::string::npos);
    const std::string why = dump_json(world.reactor->why("h0.example.com"));
    CHECK(
        why.find(
            R"({"value":"62.4.5.1","interface":"eth0","uplink":"fiber","method":"interface","failover":false})") !=
        std::string::npos);
    CHECK(why.find(R"({"value":"185.10.20.1","interface":"wwan0","method":"interface","failover":false})") !=
          std::string::npos);
    CHECK(why.find(R"("address":"10.0.0.1","interface":"lan0","rule":"class private is not allowed")") !=
          std::string::npos);
}

TEST_CASE("why tells who confirmed an address and who was not believed") {
    ReactorWorld world;
    world.config.records[0].source = AddressSource::auto_;
    world.start("eth0*100 10.0.0.2");
    REQUIRE(world.transport.open() == 2);
    world.transport.reply(0, 200, "81.2.69.1");
    world.transport.reply(1, 429, "");
    world.timers.run_ready();
    const std::string before = dump_json(world.reactor->why("h0.example.com"));
    CHECK(before.find(R"({"party":"a","method":"https","interface":"eth0","address":"81.2.69.1",)"
                      R"("rule":"too few others say the same"})") != std::string::npos);
    CHECK(before.find(
              R"({"party":"b","method":"https","interface":"eth0","rule":"it answered with status 429)") !=
          std::string::npos);
    world.transport.handler = [](const HttpRequest&) { return FakeTransport::make_reply(200, "81.2.69.1"); };
    for (int i = 0; i < 60 && world.submissions() == 0; ++i) { // until b may be asked again
        world.advance(30'000);
        world.transport.settle();
        world.timers.run_ready();
    }
    REQUIRE(world.submissions() == 1);
    world.end(Status::updated);
    const std::string after = dump_json(world.reactor->why("h0.example.com"));
    const std::string confirmed = R"("confirmed":{"method":"https","agreed":[)";
    const std::size_t value = after.find(R"({"value":"81.2.69.1","interface":"eth0","method":"detect")");
    REQUIRE(value != std::string::npos);
    CHECK(after.find(confirmed, value) != std::string::npos);
    CHECK(after.find(R"("outside":"81.2.69.1",)" + confirmed) != std::string::npos);
    CHECK(after.find(R"("party")") == std::string::npos);
}

TEST_CASE("what a set may hold of ours survives a crash in the middle of an update") {
    ReactorWorld world;
    world.config.records[0].policy.choice = AddressPolicy::Choice::all;
    world.start(both);
    world.end(Status::updated);
    world.become("eth0*100 62.4.5.9; wwan0*700 185.10.20.1");
    REQUIRE(world.submissions() == 2);
    CHECK(world.stored().empty());
    world.live(); // killed before the answer
    REQUIRE(world.submissions() == 1);
    const Change& change = world.session->given.at(0)->changes.at(0);
    CHECK(change.keep_others);
    CHECK(lab::text(change.ours) == "62.4.5.1,62.4.5.9,185.10.20.1");
}

TEST_CASE("a probe that is not answered ends before the next one begins") {
    World world;
    world.start(both);
    world.advance(100'000); // whatever its clock says, the transport has not ended it
    CHECK(world.transport.calls.size() == 1);
    CHECK(world.transport.open() == 1);
    world.answer(0);
    CHECK(world.transport.calls.size() == 2);
}
