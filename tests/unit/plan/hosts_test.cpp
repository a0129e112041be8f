// SPDX-License-Identifier: MIT
// Which IPv6 address a record means: stable, temporary, or those of other hosts in the current prefix.
#include "lab.h"

#include <doctest/doctest.h>

using namespace ddns;
using namespace ddns::lab;

namespace {

AddressPolicy hosts(std::vector<const char*> suffixes, const char* prefix_from = "") {
    AddressPolicy policy;
    for (const char* suffix : suffixes) policy.hosts.push_back(*HostPart::from_suffix(suffix));
    policy.prefix_from = prefix_from;
    return policy;
}

AddressPolicy with_choice(AddressPolicy policy, AddressPolicy::Choice choice,
                          std::vector<std::string> uplinks = {}) {
    policy.choice = choice;
    policy.uplinks = std::move(uplinks);
    return policy;
}

AddressPolicy temporary() {
    AddressPolicy policy;
    policy.temporary = true;
    return policy;
}

struct Row {
    const char* rule;
    const char* published;
    AddressPolicy policy;
    std::vector<Step> steps;
    const char* expected;
};

void check(const std::vector<Row>& rows) {
    for (const Row& row : rows) {
        CAPTURE(row.rule);
        const Story story{row.published, row.policy, AddressSource::auto_, RecordType::AAAA};
        CHECK(play(story, row.steps, 20'000) == row.expected);
    }
}

} // namespace

TEST_CASE("hosts behind this machine get its prefix") {
    const AddressPolicy one = hosts({"::1234"});
    const AddressPolicy two = hosts({"::1234", "::a"});
    check({
        {"joined to the prefix of the winner",
         "",
         one,
         {{0, "eth0*100 2a02:c0de:1::1"}},
         "0 send 2a02:c0de:1::1234; 0 ok"},
        {"several hosts of one name",
         "",
         two,
         {{0, "eth0*100 2a02:c0de:1::1"}},
         "0 send 2a02:c0de:1::a,2a02:c0de:1::1234; 0 ok"},
        {"a temporary address tells the prefix as well: no hold",
         "",
         one,
         {{0, "eth0*100 2a02:c0de:1::77?"}},
         "0 send 2a02:c0de:1::1234; 0 ok"},
        {"temporary addresses come and go: nothing is sent",
         "2a02:c0de:1::1234",
         one,
         {{0, "eth0*100 2a02:c0de:1::77? 2a02:c0de:1::1"},
          {5000, "eth0*100 2a02:c0de:1::77~ 2a02:c0de:1::88?"}},
         "0 ok"},
        {"the prefix changes: both at once, in one update",
         "2a02:c0de:1::a 2a02:c0de:1::1234",
         two,
         {{0, "eth0*100 2a02:c0de:1::1"}, {50, "eth0*100 2a02:c0de:1::1~ 2a02:c0de:2::1"}},
         "0 ok; 50 send 2a02:c0de:2::a,2a02:c0de:2::1234; 50 ok"},
        {"deprecated, the new prefix still tentative: wait for it",
         "2a02:c0de:1::1234",
         one,
         {{0, "eth0*100 2a02:c0de:1::1~ 2a02:c0de:2::1t"}, {1000, "eth0*100 2a02:c0de:1::1~ 2a02:c0de:2::1"}},
         "0 ok; 1000 send 2a02:c0de:2::1234; 1000 ok"},
        {"an ISP that withdraws the prefix first: the record stays until the next one",
         "2a02:c0de:1::1234",
         one,
         {{0, "eth0*100 fe80::1"}, {3000, "eth0*100 fe80::1 2a02:c0de:2::1"}},
         "0 lost; 3000 send 2a02:c0de:2::1234; 3000 ok"},
        {"only a deprecated prefix: after a hold",
         "",
         one,
         {{0, "eth0*100 2a02:c0de:1::1~"}},
         "0 hold provisional 2a02:c0de:1::1234 till 3000; 3000 send 2a02:c0de:1::1234; 3000 ok"},
        {"another uplink takes over as for other records",
         "2a02:c0de:1::1234",
         one,
         {{0, "eth0!*100 2a02:c0de:1::1; wwan0*700 2a02:c0de:7::1"},
          {9000, "eth0*100 2a02:c0de:1::1; wwan0*700 2a02:c0de:7::1"}},
         "0 hold failover 2a02:c0de:7::1234 till 3000; 3000 send 2a02:c0de:7::1234; 3000 ok; "
         "9000 hold better 2a02:c0de:1::1234 till 12000; 12000 send 2a02:c0de:1::1234; 12000 ok"},
        {"all: each host in each uplink's prefix",
         "",
         with_choice(two, AddressPolicy::Choice::all),
         {{0, "eth0*100 2a02:c0de:1::1; wwan0*700 2a02:c0de:7::1"}},
         "0 send 2a02:c0de:1::a,2a02:c0de:1::1234,2a02:c0de:7::a,2a02:c0de:7::1234; 0 ok"},
        {"a private prefix is as little published as a private address",
         "",
         one,
         {{0, "eth0*100 fd00:1::1"}},
         "0 lost"},
    });
}

TEST_CASE("a deprecated prefix is never used when there is a preferred one") {
    const AddressPolicy one = hosts({"::1234"});
    AddressPolicy anywhere = one;
    anywhere.needs_default_route = false;
    check({
        {"on the same interface",
         "",
         one,
         {{0, "eth0*1 2a02:c0de:1::1~ 2a02:c0de:2::1"}},
         "0 send 2a02:c0de:2::1234; 0 ok"},
        {"not even when it alone has a default route",
         "",
         anywhere,
         {{0, "eth0*1 2a02:c0de:1::1~; lan0 2a02:c0de:2::1"}},
         "0 send 2a02:c0de:2::1234; 0 ok"},
        {"not even on the better uplink",
         "",
         with_choice(one, AddressPolicy::Choice::uplinks, {"eth0", "wwan0"}),
         {{0, "eth0*1 2a02:c0de:1::1~; wwan0*7 2a02:c0de:7::1"}},
         "0 send 2a02:c0de:7::1234; 0 ok"},
        {"not among several",
         "",
         with_choice(one, AddressPolicy::Choice::all),
         {{0, "eth0*1 2a02:c0de:1::1~; wwan0*7 2a02:c0de:7::1"}},
         "0 send 2a02:c0de:7::1234; 0 ok"},
        {"one deprecated address does not make a deprecated prefix",
         "2a02:c0de:1::1234",
         one,
         {{0, "eth0*1 2a02:c0de:1::77~ 2a02:c0de:1::1"}},
         "0 ok"},
    });
}

TEST_CASE("the prefix of another interface needs no default route there") {
    const AddressPolicy from_lan = hosts({"::1234"}, "lan0");
    check({
        {"a delegated prefix",
         "",
         from_lan,
         {{0, "wan0*1 2a02:c0de:f::1; lan0 2a02:c0de:1::1"}},
         "0 send 2a02:c0de:1::1234; 0 ok"},
        {"it changes",
         "2a02:c0de:1::1234",
         from_lan,
         {{0, "wan0*1 2a02:c0de:f::1; lan0 2a02:c0de:1::1"},
          {10, "wan0*1 2a02:c0de:f::1; lan0 2a02:c0de:1::1~ 2a02:c0de:2::1"}},
         "0 ok; 10 send 2a02:c0de:2::1234; 10 ok"},
        {"never that of the way out instead",
         "2a02:c0de:1::1234",
         from_lan,
         {{0, "wan0*1 2a02:c0de:f::1; lan0 fe80::1"}},
         "0 lost"},
    });
}

TEST_CASE("a record may want the temporary address") {
    check({
        {"it comes before the stable one, without a hold",
         "",
         temporary(),
         {{0, "eth0*1 2a02:c0de::1 2a02:c0de::77?"}},
         "0 send 2a02:c0de::77; 0 ok"},
        {"the next one is taken when the present one is deprecated",
         "2a02:c0de::77",
         temporary(),
         {{0, "eth0*1 2a02:c0de::1 2a02:c0de::77?"},
          {5000, "eth0*1 2a02:c0de::1 2a02:c0de::77? 2a02:c0de::11?"},
          {9000, "eth0*1 2a02:c0de::1 2a02:c0de::77~ 2a02:c0de::11?"}},
         "0 ok; 9000 send 2a02:c0de::11; 9000 ok"},
        {"the stable one after a hold, where there is no other",
         "",
         temporary(),
         {{0, "eth0*1 2a02:c0de::1"}},
         "0 hold provisional 2a02:c0de::1 till 3000; 3000 send 2a02:c0de::1; 3000 ok"},
        {"never that of a worse uplink",
         "",
         temporary(),
         {{0, "eth0*1 2a02:c0de::1; wwan0*7 2a02:c0de:7::77?"}},
         "0 hold provisional 2a02:c0de::1 till 3000; 3000 send 2a02:c0de::1; 3000 ok"},
    });
}

TEST_CASE("a prefix change moves all hosts of all records in one plan") {
    Config config = config_of(100);
    for (std::size_t i = 0; i < config.records.size(); ++i) {
        config.records[i].type = RecordType::AAAA;
        config.records[i].policy = hosts({i % 2 == 0 ? "::1234" : "::a"});
    }
    std::vector<Published> published(100);
    for (std::size_t i = 0; i < published.size(); ++i)
        published[i].values = addresses(i % 2 == 0 ? "2a02:c0de:1::1234" : "2a02:c0de:1::a");
    const Network net = network("eth0*1 2a02:c0de:1::1~ 2a02:c0de:2::1");
    const Plan p = plan(PlanInput{config, net.snapshot, rank(net.snapshot, {}), {}, published, Instant{}},
                        fresh_memory(config));
    REQUIRE(p.send.size() == 100);
    CHECK(text(p.send[0].values) == "2a02:c0de:2::1234");
    CHECK(text(p.send[99].values) == "2a02:c0de:2::a");
    CHECK(p.holds.empty());
}

TEST_CASE("a host that does not fit the network keeps the record and says so") {
    Config config = config_of(1);
    config.records[0].type = RecordType::AAAA;
    config.records[0].policy = hosts({"::5", "::1234"});
    Network net = network("eth0*1 2a02:c0de:1::1");
    net.snapshot.addresses[0].prefix_length = 120;
    const Plan p = plan(PlanInput{config, net.snapshot, rank(net.snapshot, {}), {}, {}, Instant{}},
                        fresh_memory(config));
    CHECK(p.send.empty());
    REQUIRE(p.lost.size() == 1);
    CHECK(p.lost[0].reason == "the host part ::1234 does not fit the network 2a02:c0de:1::/120 of eth0");
}
