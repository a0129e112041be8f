// SPDX-License-Identifier: MIT
#include "lab.h"

#include <doctest/doctest.h>

using namespace ddns;
using namespace ddns::lab;

namespace {

struct Row {
    const char* rule;
    Story story;
    std::vector<Step> steps;
    int until_ms;
    const char* expected;
};

void check(const std::vector<Row>& rows) {
    for (const Row& row : rows) {
        CAPTURE(row.rule);
        CHECK(play(row.story, row.steps, row.until_ms) == row.expected);
    }
}

} // namespace

TEST_CASE("the quality-gated edge, rule by rule") {
    check({
        {"nothing published: at once", {}, {{0, "eth0*100 62.4.5.1"}}, 9000, "0 send 62.4.5.1; 0 ok"},
        {"published already, as after a restart: nothing is sent",
         {"62.4.5.1"},
         {{0, "eth0*100 62.4.5.1"}, {50, "eth0*100 62.4.5.1; docker0 172.17.0.1"}},
         9000,
         "0 ok"},
        {"the old one is gone, new one on the same interface: at once",
         {"62.4.5.1"},
         {{0, "eth0*100 62.4.5.1"}, {40, "eth0*100 62.4.5.2"}},
         9000,
         "0 ok; 40 send 62.4.5.2; 40 ok"},
        {"the old one is gone, new one on another interface: at once",
         {"62.4.5.1"},
         {{0, "eth0*100 62.4.5.1; wwan0*700 185.10.20.1"}, {40, "eth0; wwan0*700 185.10.20.1"}},
         9000,
         "0 ok; 40 send 185.10.20.1; 40 ok"},
        {"the old one is deprecated: at once",
         {"2a02:c0de::1", {}, AddressSource::interface, RecordType::AAAA},
         {{0, "eth0*100 2a02:c0de::1~; eth1*200 2a02:c0de:2::1"}},
         9000,
         "0 send 2a02:c0de:2::1; 0 ok"},
        {"a better one while the old one works: 1 s",
         {"185.10.20.1"},
         {{0, "wwan0*700 185.10.20.1"}, {100, "eth0*100 62.4.5.1; wwan0*700 185.10.20.1"}},
         9000,
         "0 ok; 100 hold better 62.4.5.1 till 1100; 1100 send 62.4.5.1; 1100 ok"},
        {"a better one that does not stay: never",
         {"185.10.20.1"},
         {{0, "eth0*100 62.4.5.1; wwan0*700 185.10.20.1"}, {999, "wwan0*700 185.10.20.1"}},
         9000,
         "0 hold better 62.4.5.1 till 1000; 999 ok"},
        {"the uplink is down: 3 s, and both ways",
         {"62.4.5.1"},
         {{0, "eth0!*100 62.4.5.1; wwan0*700 185.10.20.1"},
          {20'000, "eth0*100 62.4.5.1; wwan0*700 185.10.20.1"}},
         40'000,
         "0 hold failover 185.10.20.1 till 3000; 3000 send 185.10.20.1; 3000 ok; "
         "20000 hold better 62.4.5.1 till 23000; 23000 send 62.4.5.1; 23000 ok"},
        {"the default route is lost: 3 s",
         {"62.4.5.1"},
         {{0, "eth0 62.4.5.1; wwan0*700 185.10.20.1"}},
         9000,
         "0 hold failover 185.10.20.1 till 3000; 3000 send 185.10.20.1; 3000 ok"},
        {"the old uplink returns in time: nothing is sent",
         {"62.4.5.1"},
         {{0, "eth0!*100 62.4.5.1; wwan0*700 185.10.20.1"},
          {2999, "eth0*100 62.4.5.1; wwan0*700 185.10.20.1"}},
         9000,
         "0 hold failover 185.10.20.1 till 3000; 2999 ok"},
        {"waiting for the old uplink ends when its address goes",
         {"62.4.5.1"},
         {{0, "eth0!*100 62.4.5.1; wwan0*700 185.10.20.1"}, {700, "eth0!*100; wwan0*700 185.10.20.1"}},
         9000,
         "0 hold failover 185.10.20.1 till 3000; 700 send 185.10.20.1; 700 ok"},
        {"only a temporary address: 3 s",
         {"", {}, AddressSource::interface, RecordType::AAAA},
         {{0, "eth0*100 2a02:c0de::77?"}},
         9000,
         "0 hold provisional 2a02:c0de::77 till 3000; 3000 send 2a02:c0de::77; 3000 ok"},
        {"the stable one comes while the temporary one is held: at once",
         {"2a02:c0de::1", {}, AddressSource::interface, RecordType::AAAA},
         {{0, "eth0*100 2a02:c0de:1::77?"}, {128, "eth0*100 2a02:c0de:1::77? 2a02:c0de:1::1"}},
         9000,
         "0 hold provisional 2a02:c0de:1::77 till 3000; 128 send 2a02:c0de:1::1; 128 ok"},
        {"looking again does not start the clock anew, another wish does",
         {"185.10.20.1"},
         {{0, "eth0*100 62.4.5.1; wwan0*700 185.10.20.1"},
          {500, "eth0*100 62.4.5.1; wwan0*700 185.10.20.1; docker0 172.17.0.1"},
          {900, "eth1*50 81.2.69.1; eth0*100 62.4.5.1; wwan0*700 185.10.20.1"}},
         9000,
         "0 hold better 62.4.5.1 till 1000; 900 hold better 81.2.69.1 till 1900; 1900 send 81.2.69.1; "
         "1900 ok"},
        {"a wish that went away starts anew when it returns",
         {"62.4.5.1"},
         {{0, "eth0!*100 62.4.5.1; wwan0*700 185.10.20.1"},
          {1000, "eth0!*100 62.4.5.1; wwan0!*700 185.10.20.1"},
          {1500, "eth0!*100 62.4.5.1; wwan0*700 185.10.20.1"}},
         9000,
         "0 hold failover 185.10.20.1 till 3000; 1000 lost; 1500 hold failover 185.10.20.1 till 4500; "
         "4500 send 185.10.20.1; 4500 ok"},
    });
}

TEST_CASE("nothing is ever blanked: without a winner the record stays and is reported as lost") {
    check({
        {"no address at all", {"62.4.5.1"}, {{0, ""}}, 900'000, "0 lost"},
        {"only a private one", {"62.4.5.1"}, {{0, "eth0*100 192.168.1.5"}}, 900'000, "0 lost"},
        {"lost and found",
         {"62.4.5.1"},
         {{0, "eth0*100"}, {100, "eth0*100 62.4.5.1"}},
         9000,
         "0 lost; 100 ok"},
        {"nothing was published either", {}, {{0, "eth0!*100 62.4.5.1"}}, 900'000, "0 lost"},
    });
}

TEST_CASE("uplinks in order of preference") {
    AddressPolicy policy;
    policy.choice = AddressPolicy::Choice::uplinks;
    policy.uplinks = {"eth0", "wwan0"};
    check({
        {"the preferred one although its metric is worse",
         {"", policy},
         {{0, "wwan0*100 185.10.20.1; eth0*700 62.4.5.1"}},
         9000,
         "0 send 62.4.5.1; 0 ok"},
        {"the next one after 3 s without the first",
         {"62.4.5.1", policy},
         {{0, "wwan0*100 185.10.20.1; eth0!*700 62.4.5.1"}},
         9000,
         "0 hold failover 185.10.20.1 till 3000; 3000 send 185.10.20.1; 3000 ok"},
        {"nothing answers through the first: the next after 3 s, and back after 3 s",
         {"62.4.5.1", policy},
         {{0, "eth0*700 62.4.5.1; wwan0*100 185.10.20.1"},
          {100, "eth0%*700 62.4.5.1; wwan0*100 185.10.20.1"},
          {20'000, "eth0*700 62.4.5.1; wwan0*100 185.10.20.1"}},
         40'000,
         "0 ok; 100 hold failover 185.10.20.1 till 3100; 3100 send 185.10.20.1; 3100 ok; "
         "20000 hold better 62.4.5.1 till 23000; 23000 send 62.4.5.1; 23000 ok"},
        {"nothing answers through any: what is published stays",
         {"62.4.5.1", policy},
         {{0, "eth0%*700 62.4.5.1; wwan0%*100 185.10.20.1"}},
         9000,
         "0 lost"},
        {"never another one", {"62.4.5.1", policy}, {{0, "ppp0*1 81.2.69.1"}}, 9000, "0 lost"},
    });
}

TEST_CASE("the measured traces of real networks") {
    const Story aaaa{"2a02:c0de:1::1", {}, AddressSource::interface, RecordType::AAAA};
    check({
        {"dhclient: the address 3.5 ms before the route",
         {"62.4.5.1"},
         {{0, "eth0"}, {1, "eth0 62.4.5.9-"}, {2, "eth0 62.4.5.9"}, {4, "eth0*100 62.4.5.9"}},
         9000,
         "0 lost; 4 send 62.4.5.9; 4 ok"},
        {"udhcpc: a wrong prefix for a moment, the route 16 ms later",
         {"62.4.5.1"},
         {{0, "eth0"}, {1, "eth0 62.4.5.9"}, {2, "eth0"}, {3, "eth0 62.4.5.9"}, {17, "eth0*100 62.4.5.9"}},
         9000,
         "0 lost; 17 send 62.4.5.9; 17 ok"},
        {"SLAAC: the route 1.1 s before the address is usable",
         aaaa,
         {{0, "eth0"},
          {1000, "eth0*1024"},
          {1010, "eth0*1024 2a02:c0de:2::1t"},
          {2110, "eth0*1024 2a02:c0de:2::1"}},
         9000,
         "0 lost; 2110 send 2a02:c0de:2::1; 2110 ok"},
        {"prefix change: the temporary address 128 ms before the stable one, one update",
         aaaa,
         {{0, "eth0*1024 2a02:c0de:1::1"},
          {10, "eth0*1024 2a02:c0de:1::1~ 2a02:c0de:2::1t 2a02:c0de:2::77t"},
          {1347, "eth0*1024 2a02:c0de:1::1~ 2a02:c0de:2::1t 2a02:c0de:2::77?"},
          {1475, "eth0*1024 2a02:c0de:1::1~ 2a02:c0de:2::1 2a02:c0de:2::77?"}},
         9000,
         "0 ok; 1347 hold provisional 2a02:c0de:2::77 till 4347; 1475 send 2a02:c0de:2::1; 1475 ok"},
        {"renumber: add, then del",
         {"62.4.5.1"},
         {{0, "eth0*100 62.4.5.1"}, {10, "eth0*100 62.4.5.1 62.4.5.2"}, {14, "eth0*100 62.4.5.2"}},
         9000,
         "0 ok; 14 send 62.4.5.2; 14 ok"},
        {"renumber: del, 100 ms, add",
         {"62.4.5.1"},
         {{0, "eth0*100 62.4.5.1"}, {10, "eth0"}, {110, "eth0*100 62.4.5.2"}},
         9000,
         "0 ok; 10 lost; 110 send 62.4.5.2; 110 ok"},
        {"a 0.5 s flap with a backup: nothing is sent",
         {"62.4.5.1"},
         {{0, "eth0*100 62.4.5.1; wwan0*700 185.10.20.1"},
          {100, "eth0!*100 62.4.5.1; wwan0*700 185.10.20.1"},
          {600, "eth0*100 62.4.5.1; wwan0*700 185.10.20.1"}},
         9000,
         "0 ok; 100 hold failover 185.10.20.1 till 3100; 600 ok"},
        {"the uplink dies for good",
         {"62.4.5.1"},
         {{0, "eth0*100 62.4.5.1; wwan0*700 185.10.20.1"}, {20, "eth0!*100 62.4.5.1; wwan0*700 185.10.20.1"}},
         90'000,
         "0 ok; 20 hold failover 185.10.20.1 till 3020; 3020 send 185.10.20.1; 3020 ok"},
        {"router advertisements, every address told again: nothing",
         aaaa,
         {{0, "eth0*1024 2a02:c0de:1::1 2a02:c0de:1::77?"},
          {3000, "eth0*1024 2a02:c0de:1::1 2a02:c0de:1::77?"},
          {6000, "eth0*1024 2a02:c0de:1::77? 2a02:c0de:1::1"},
          {9000, "eth0*1024 2a02:c0de:1::1 2a02:c0de:1::88? 2a02:c0de:1::77~"}},
         20'000,
         "0 ok"},
    });
}
