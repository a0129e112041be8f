// SPDX-License-Identifier: MIT
#include "lab.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace ddns;
using namespace ddns::lab;

namespace {

struct Seen {
    std::string send, lost, detect;
};

Seen look(const char* line, AddressSource source, AddressPolicy policy = {}, RecordType type = RecordType::A,
          std::vector<Criterion> order = default_order()) {
    Config config = config_of(1);
    config.records[0].source = source;
    config.records[0].policy = policy;
    config.records[0].type = type;
    const Network net = network(line);
    const Candidates candidates = rank(net.snapshot, RankPolicy{std::move(order), {}, {}});
    const Plan p =
        plan(PlanInput{config, net.snapshot, candidates, net.detected, {}, Instant{}}, fresh_memory(config));
    Seen seen;
    for (const Change& change : p.send) seen.send += text(change.values);
    for (const Lost& lost : p.lost) seen.lost += lost.reason;
    for (const DetectWish& ask : p.detect)
        seen.detect +=
            fmt::format("{}{} {}", seen.detect.empty() ? "" : ", ", to_string(ask.family), ask.interface);
    return seen;
}

bool mentions(const std::string& text_, const char* part) { return text_.find(part) != std::string::npos; }

AddressPolicy uplinks(std::vector<std::string> names) {
    AddressPolicy policy;
    policy.choice = AddressPolicy::Choice::uplinks;
    policy.uplinks = std::move(names);
    return policy;
}

} // namespace

TEST_CASE("where a record's address comes from") {
    constexpr auto auto_ = AddressSource::auto_;
    constexpr auto inside = AddressSource::interface;
    constexpr auto outside = AddressSource::detect;
    const AddressPolicy lan{AddressPolicy::Choice::best, {}, ClassSet{AddressClass::private_}, true};
    const AddressPolicy both = uplinks({"eth0", "wwan0"});
    struct Row {
        const char* rule;
        const char* network;
        AddressSource source;
        AddressPolicy policy;
        const char* send;
        const char* lost; ///< a part of the reason
        const char* detect;
    };
    const Row rows[] = {
        {"auto: a public address is taken as it is",
         "eth0*1 62.4.5.1 => 81.2.69.1",
         auto_,
         {},
         "62.4.5.1",
         "",
         ""},
        {"auto: an allowed private one too", "eth0*1 10.0.0.1 => 81.2.69.1", auto_, lan, "10.0.0.1", "", ""},
        {"auto: private asks outside", "eth0*1 10.0.0.1", auto_, {}, "", "no answer yet", "v4 eth0"},
        {"auto: the answer is published",
         "eth0*1 10.0.0.1 => 81.2.69.1",
         auto_,
         {},
         "81.2.69.1",
         "",
         "v4 eth0"},
        {"auto: nobody answers",
         "eth0*1 10.0.0.1 => none",
         auto_,
         {},
         "",
         "gave no address that can be believed",
         "v4 eth0"},
        {"detect: a public answer where the record may not have one", "eth0*1 10.0.0.1 => 81.2.69.1", outside,
         lan, "", "class public is not allowed", "v4 eth0"},
        {"auto: the answer is not public",
         "eth0*1 10.0.0.1 => 100.64.3.4",
         auto_,
         {},
         "",
         "class cgnat",
         "v4 eth0"},
        {"auto: behind carrier NAT", "eth0*1 100.64.0.5 => 81.2.69.1", auto_, {}, "", "source: detect", ""},
        {"auto: only the first way out counts",
         "eth0*1 10.0.0.1; wlan0*2 192.168.1.2",
         auto_,
         {},
         "",
         "through eth0",
         "v4 eth0"},
        {"auto: without a default route nobody is asked", "eth0 10.0.0.1", auto_, {}, "", "10.0.0.1", ""},
        {"interface: never asks", "eth0*1 10.0.0.1 => 81.2.69.1", inside, {}, "", "10.0.0.1", ""},
        {"detect: asks although the address is public",
         "eth0*1 62.4.5.1",
         outside,
         {},
         "",
         "no answer yet",
         "v4 eth0"},
        {"detect: takes the answer", "eth0*1 62.4.5.1 => 81.2.69.1", outside, {}, "81.2.69.1", "", "v4 eth0"},
        {"detect: forces what is behind carrier NAT",
         "eth0*1 100.64.0.5 => 81.2.69.1",
         outside,
         {},
         "81.2.69.1",
         "",
         "v4 eth0"},
        {"detect: needs a way out", "eth0 62.4.5.1", outside, {}, "", "default route", ""},
        {"detect: every uplink named is asked", "eth0*1 62.4.5.1 => 81.2.69.1; wwan0*2 185.10.20.1", outside,
         both, "81.2.69.1", "", "v4 eth0, v4 wwan0"},
        {"detect: the first uplink has not answered, so wait",
         "eth0*1 62.4.5.1; wwan0*2 185.10.20.1 => 81.2.69.2", outside, both, "", "through eth0 has no answer",
         "v4 eth0, v4 wwan0"},
        {"detect: nobody answers on the first uplink, so the next",
         "eth0*1 10.0.0.1 => none; wwan0*2 10.1.0.1 => 81.2.69.2", outside, both, "81.2.69.2", "",
         "v4 eth0, v4 wwan0"},
        {"auto: the first uplink decides, the second is not asked",
         "eth0*9 10.0.0.1 => 81.2.69.1; wwan0*2 10.1.0.1", auto_, both, "81.2.69.1", "", "v4 eth0"},
        {"auto: nobody answers on the first uplink, the second has a public one",
         "eth0*9 10.0.0.1 => none; wwan0*2 185.10.20.1", auto_, both, "185.10.20.1", "", "v4 eth0"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.rule);
        const Seen seen = look(row.network, row.source, row.policy);
        CHECK(seen.send == row.send);
        CHECK(seen.lost.empty() == (row.lost[0] == '\0'));
        CHECK_MESSAGE(mentions(seen.lost, row.lost), seen.lost);
        CHECK(seen.detect == row.detect);
    }
}

TEST_CASE("IPv6 is asked outside only when told to") {
    const char* ula = "eth0*1 fd00::5 => 2a02:c0de::1";
    CHECK(look(ula, AddressSource::auto_, {}, RecordType::AAAA).detect.empty());
    CHECK(mentions(look(ula, AddressSource::auto_, {}, RecordType::AAAA).lost, "fd00::5"));
    CHECK(look(ula, AddressSource::detect, {}, RecordType::AAAA).send == "2a02:c0de::1");
}

TEST_CASE("a prefix from an interface that is not there: the reason says so") {
    AddressPolicy policy;
    policy.hosts = {*HostPart::from_suffix("::1234")};
    policy.prefix_from = "lan9";
    const auto lost_on = [&](const char* line) {
        return look(line, AddressSource::interface, policy, RecordType::AAAA).lost;
    };
    CHECK(mentions(lost_on("eth0*1 2a02:c0de::1"), "there is no interface lan9"));
    CHECK(mentions(lost_on("eth0*1 2a02:c0de::1; lan9 10.0.0.1"), "no IPv6 address on lan9"));
    CHECK(lost_on("eth0*1 2a02:c0de::1; lan9 2a02:c0de:9::1").empty());
}

TEST_CASE("an answer of the other family is no answer") {
    Config config = config_of(1);
    config.records[0].source = AddressSource::detect;
    Network net = network("eth0*1 10.0.0.1");
    net.detected.push_back(Detected{Family::v4, "eth0", *IpAddress::parse("2a02:c0de::1")});
    const Candidates candidates = rank(net.snapshot, {});
    const Plan p =
        plan(PlanInput{config, net.snapshot, candidates, net.detected, {}, Instant{}}, fresh_memory(config));
    CHECK(p.send.empty());
    CHECK(p.lost.size() == 1);
}

TEST_CASE("an address without a default route, when the record allows it, comes before asking") {
    AddressPolicy anycast;
    anycast.needs_default_route = false;
    const Seen seen = look("lan0*1 10.0.0.1; dummy0 185.10.20.1", AddressSource::auto_, anycast);
    CHECK(seen.send == "185.10.20.1");
    CHECK(seen.detect.empty());
}

TEST_CASE("detected values pass the gate like others") {
    const auto detect = [](const char* published) {
        return Story{published, {}, AddressSource::detect, RecordType::A, {}};
    };
    CHECK(play(detect("81.2.69.1"),
               {{0, "eth0*1 10.0.0.1 => 81.2.69.1"}, {50, "eth0*1 10.0.0.1 => 81.2.69.2"}},
               9000) == "0 ok; 50 send 81.2.69.2; 50 ok");
    CHECK(play(detect("81.2.69.1"),
               {{0, "eth0*1 10.0.0.1 => 81.2.69.1; wwan0*7 10.1.0.1 => 185.10.20.1"},
                {50, "eth0!*1 10.0.0.1; wwan0*7 10.1.0.1 => 185.10.20.1"},
                {9000, "eth0*1 10.0.0.1 => 81.2.69.1; wwan0*7 10.1.0.1 => 185.10.20.1"}},
               20'000) == "0 ok; 50 hold failover 185.10.20.1 till 3050; 3050 send 185.10.20.1; 3050 ok; "
                          "9000 hold better 81.2.69.1 till 12000; 12000 send 81.2.69.1; 12000 ok");
    CHECK(play(detect("81.2.69.1"),
               {{0, "eth0*1 10.0.0.1 => 81.2.69.1; wwan0*7 10.1.0.1 => 185.10.20.1"},
                {50, "wwan0*7 10.1.0.1 => 185.10.20.1"}},
               9000) == "0 ok; 50 send 185.10.20.1; 50 ok");
    CHECK(play(detect("185.10.20.1"),
               {{0, "wwan0*7 10.1.0.1 => 185.10.20.1"},
                {50, "eth0*1 10.0.0.1 => 81.2.69.1; wwan0*7 10.1.0.1 => 185.10.20.1"}},
               9000) == "0 ok; 50 hold better 81.2.69.1 till 1050; 1050 send 81.2.69.1; 1050 ok");
}

TEST_CASE("equal wishes of many records ask once") {
    Config config = config_of(300);
    for (Record& record : config.records) record.source = AddressSource::detect;
    const Network net = network("eth0*1 10.0.0.1");
    const Candidates candidates = rank(net.snapshot, {});
    const Plan p = plan(PlanInput{config, net.snapshot, candidates, {}, {}, Instant{}}, fresh_memory(config));
    CHECK(p.detect == std::vector<DetectWish>{{Family::v4, "eth0"}});
    CHECK(p.lost.size() == 300);
}
