// SPDX-License-Identifier: MIT
// `address: all`: one value an uplink, each with a hold of its own, beside those of others.
#include "lab.h"

#include <algorithm>
#include <doctest/doctest.h>
#include <string>

using namespace ddns;
using namespace ddns::lab;

namespace {

AddressPolicy all() {
    AddressPolicy policy;
    policy.choice = AddressPolicy::Choice::all;
    return policy;
}

struct Row {
    const char* rule;
    const char* published;
    std::vector<Step> steps;
    const char* expected;
};

void check(const std::vector<Row>& rows, AddressSource source, RecordType type = RecordType::A) {
    for (const Row& row : rows) {
        CAPTURE(row.rule);
        CHECK(play(Story{row.published, all(), source, type}, row.steps, 30'000) == row.expected);
    }
}

constexpr const char* both = "eth0*100 62.4.5.1; wwan0*700 185.10.20.1";

} // namespace

TEST_CASE("address: all publishes one value an uplink") {
    check({{"the best of each",
            "",
            {{0, "eth0*100 62.4.5.2 62.4.5.1; wwan0*700 185.10.20.1"}},
            "0 send 62.4.5.1,185.10.20.1; 0 ok"},
           {"not those without a default route",
            "",
            {{0, "eth0*100 62.4.5.1; lan0 185.10.20.1"}},
            "0 send 62.4.5.1; 0 ok"},
           {"one more uplink: at once",
            "62.4.5.1",
            {{0, "eth0*100 62.4.5.1"}, {50, both}},
            "0 ok; 50 send 62.4.5.1,185.10.20.1; 50 ok"},
           {"another address on one of them: at once",
            "62.4.5.1 185.10.20.1",
            {{0, both}, {50, "eth0*100 62.4.5.7; wwan0*700 185.10.20.1"}},
            "0 ok; 50 send 62.4.5.7,185.10.20.1; 50 ok"}},
          AddressSource::interface);
    check({{"temporary and deprecated ones only where there is no other",
            "",
            {{0, "eth0*100 2a02:c0de::5 2a02:c0de::7? 2a02:c0de::3~; wwan0*700 2a02:c0de:7::7?"}},
            "0 send 2a02:c0de::5; 0 ok"}},
          AddressSource::interface, RecordType::AAAA);
}

TEST_CASE("a value of an uplink that is lost goes after its own hold") {
    check(
        {{"down for the kernel: 3 s",
          "62.4.5.1 185.10.20.1",
          {{0, both}, {50, "eth0!*100 62.4.5.1; wwan0*700 185.10.20.1"}},
          "0 ok; 50 hold failover 185.10.20.1 till 3050; 3050 send 185.10.20.1; 3050 ok"},
         {"nothing answers: 3 s; back: at once",
          "62.4.5.1 185.10.20.1",
          {{0, both}, {50, "eth0*100 62.4.5.1; wwan0%*700 185.10.20.1"}, {9000, both}},
          "0 ok; 50 hold failover 62.4.5.1 till 3050; 3050 send 62.4.5.1; 3050 ok; "
          "9000 send 62.4.5.1,185.10.20.1; 9000 ok"},
         {"back within the hold: nothing is sent",
          "62.4.5.1 185.10.20.1",
          {{0, both}, {50, "eth0!*100 62.4.5.1; wwan0*700 185.10.20.1"}, {3000, both}},
          "0 ok; 50 hold failover 185.10.20.1 till 3050; 3000 ok"},
         {"its address is gone: at once",
          "62.4.5.1 185.10.20.1",
          {{0, both}, {50, "wwan0*700 185.10.20.1"}},
          "0 ok; 50 send 185.10.20.1; 50 ok"},
         {"after a restart nobody knows whose it was: 3 s",
          "62.4.5.1 185.10.20.1",
          {{0, "wwan0*700 185.10.20.1"}},
          "0 hold failover 185.10.20.1 till 3000; 3000 send 185.10.20.1; 3000 ok"},
         {"unless it has a successor",
          "62.4.5.1 185.10.20.1",
          {{0, "eth0*100 62.4.5.9; wwan0*700 185.10.20.1"}},
          "0 send 62.4.5.9,185.10.20.1; 0 ok"},
         {"it does not delay what another uplink says",
          "62.4.5.1 185.10.20.1",
          {{0, both}, {50, "eth0*100 62.4.5.9; wwan0!*700 185.10.20.1"}},
          "0 ok; 50 send 62.4.5.9,185.10.20.1; 50 hold failover 62.4.5.9 till 3050; 3050 send 62.4.5.9; 3050 "
          "ok"},
         {"each its own",
          "62.4.5.1 81.2.69.1 185.10.20.1",
          {{0, "eth0*1 62.4.5.1; eth1*2 81.2.69.1; wwan0*3 185.10.20.1"},
           {100, "eth0!*1 62.4.5.1; eth1*2 81.2.69.1; wwan0*3 185.10.20.1"},
           {1100, "eth0!*1 62.4.5.1; eth1!*2 81.2.69.1; wwan0*3 185.10.20.1"}},
          "0 ok; 100 hold failover 81.2.69.1,185.10.20.1 till 3100; 1100 hold failover 185.10.20.1 till "
          "3100; "
          "3100 send 81.2.69.1,185.10.20.1; 3100 hold failover 185.10.20.1 till 4100; 4100 send 185.10.20.1; "
          "4100 ok"}},
        AddressSource::interface);
}

TEST_CASE("a set is never emptied by a failure") {
    check({{"all down",
            "62.4.5.1 185.10.20.1",
            {{0, both}, {50, "eth0!*100 62.4.5.1; wwan0!*700 185.10.20.1"}, {20'000, both}},
            "0 ok; 50 lost; 20000 ok"},
           {"one after the other",
            "62.4.5.1 185.10.20.1",
            {{0, both},
             {50, "eth0!*100 62.4.5.1; wwan0*700 185.10.20.1"},
             {9000, "eth0!*100 62.4.5.1; wwan0!*700 185.10.20.1"}},
            "0 ok; 50 hold failover 185.10.20.1 till 3050; 3050 send 185.10.20.1; 3050 ok; 9000 lost"},
           {"no address anywhere", "62.4.5.1 185.10.20.1", {{0, both}, {50, ""}}, "0 ok; 50 lost"}},
          AddressSource::interface);
}

TEST_CASE("behind NAT a set holds how the outside sees each uplink") {
    constexpr const char* seen = "eth0*1 10.0.0.1 => 81.2.69.1; wwan0*7 10.1.0.1 => 88.198.7.2";
    check({{"every uplink is asked and gives its own", "", {{0, seen}}, "0 send 81.2.69.1,88.198.7.2; 0 ok"},
           {"beside a public address",
            "",
            {{0, "eth0*1 62.4.5.1; wwan0*7 10.1.0.1 => 88.198.7.2"}},
            "0 send 62.4.5.1,88.198.7.2; 0 ok"},
           {"one has not answered since the restart: its value stays, whichever it is",
            "81.2.69.1 88.198.7.2",
            {{0, "eth0*1 10.0.0.1 => 81.2.69.1; wwan0*7 10.1.0.1"}},
            "0 ok"},
           {"nor when nobody answers",
            "81.2.69.1 88.198.7.2",
            {{0, "eth0*1 10.0.0.1 => 81.2.69.1; wwan0*7 10.1.0.1 => none"}},
            "0 ok"},
           {"until it says another",
            "81.2.69.1 88.198.7.2",
            {{0, "eth0*1 10.0.0.1 => 81.2.69.1; wwan0*7 10.1.0.1"},
             {500, "eth0*1 10.0.0.1 => 81.2.69.1; wwan0*7 10.1.0.1 => 88.198.7.9"}},
            "0 ok; 500 send 81.2.69.1,88.198.7.9; 500 ok"},
           {"the other one moves meanwhile",
            "81.2.69.1 88.198.7.2",
            {{0, seen}, {50, "eth0*1 10.0.0.1 => 81.2.69.7; wwan0*7 10.1.0.1"}},
            "0 ok; 50 send 81.2.69.7,88.198.7.2; 50 ok"},
           {"an uplink is down for the kernel: 3 s",
            "81.2.69.1 88.198.7.2",
            {{0, seen}, {50, "eth0*1 10.0.0.1 => 81.2.69.1; wwan0!*7 10.1.0.1"}},
            "0 ok; 50 hold failover 81.2.69.1 till 3050; 3050 send 81.2.69.1; 3050 ok"},
           {"nobody answers anywhere: what is published stays",
            "81.2.69.1 88.198.7.2",
            {{0, "eth0*1 10.0.0.1 => none; wwan0*7 10.1.0.1 => none"}},
            "0 lost"}},
          AddressSource::auto_);
}

TEST_CASE("of the values of a set only those may go that this program put there") {
    Config config = config_of(2);
    config.records[0].policy = all();
    PlanMemory memory = fresh_memory(config);
    memory.records[0].ours = addresses("81.2.69.9");
    const Network net = network(both);
    const std::vector<Published> published{{addresses("62.4.5.1"), std::nullopt}, {}};
    const Plan p =
        plan(PlanInput{config, net.snapshot, rank(net.snapshot, {}), {}, published, Instant{}}, memory);
    REQUIRE(p.send.size() == 2);
    CHECK(p.send[0].keep_others);
    CHECK(text(p.send[0].ours) == "62.4.5.1,81.2.69.9,185.10.20.1");
    CHECK_FALSE(p.send[1].keep_others); // best is exact
    PlanMemory after = p.memory;
    Outcome failed;
    failed.error.kind = ErrorKind::timeout;
    failed.requests = 1;
    apply_outcome(after, config, failed, Instant{}, 0);
    CHECK(text(after.records[0].ours) == "62.4.5.1,81.2.69.9,185.10.20.1"); // it may have been done
    Outcome done;
    done.status = Outcome::Status::updated;
    done.values = p.send[0].values;
    apply_outcome(after, config, done, Instant{}, 0);
    CHECK(text(after.records[0].ours) == "62.4.5.1,185.10.20.1");
}

TEST_CASE("what may be left at a provider that fails for days stays a list that the state can hold") {
    Config config = config_of(1);
    config.records[0].policy = all();
    config.records[0].source = AddressSource::interface;
    PlanMemory memory = fresh_memory(config);
    std::vector<Published> published(1);
    published[0].values = addresses("62.4.5.250");
    std::vector<IpAddress> ours;
    for (int i = 1; i <= 200; ++i) {
        const Network net = network("eth0*100 62.4.5." + std::to_string(i));
        const Candidates candidates = rank(net.snapshot, RankPolicy{default_order(), {}, {}});
        Plan next = plan(PlanInput{config, net.snapshot, candidates, {}, published, Instant{}}, memory);
        REQUIRE(next.send.size() == 1);
        ours = next.send[0].ours;
        CHECK(std::binary_search(ours.begin(), ours.end(), next.send[0].values[0]));
        CHECK(std::binary_search(ours.begin(), ours.end(), published[0].values[0]));
        memory = std::move(next.memory);
        memory.records[0].in_flight.reset(); // it failed
    }
    CHECK(ours.size() == most_ours);
    CHECK(memory.records[0].origins.size() <= most_ours);
}
