// SPDX-License-Identifier: MIT
#include "rank/rank.h"

#include "generated_snapshot.h"

#include <algorithm>
#include <doctest/doctest.h>
#include <set>
#include <tuple>

using namespace ddns;
using ddns::testing::SnapshotGenerator;

namespace {

IpAddress ip(const char* text) { return *IpAddress::parse(text); }

Interface interface(std::uint32_t index, const char* name, InterfaceKind kind = InterfaceKind::ethernet) {
    Interface made;
    made.index = index;
    made.name = name;
    made.kind = kind;
    return made;
}

InterfaceAddress on(std::uint32_t index, const char* text) {
    InterfaceAddress made;
    made.interface = index;
    made.address = ip(text);
    return made;
}

Route default_route(std::uint32_t index, std::uint32_t metric, const char* destination = "0.0.0.0/0") {
    Route made;
    made.destination = *Prefix::parse(destination);
    made.interface = index;
    made.metric = metric;
    return made;
}

std::vector<std::string> texts(const std::vector<Candidate>& list) {
    std::vector<std::string> result;
    for (const Candidate& candidate : list) result.push_back(candidate.address.to_string());
    return result;
}

using Texts = std::vector<std::string>;

/// A second opinion on what a criterion says: one string a candidate, compared as text.
std::string opinion(Criterion criterion, const Candidate& c) {
    const auto padded = [](std::uint64_t value) {
        const std::string digits = std::to_string(value);
        return std::string(20 - digits.size(), '0') + digits;
    };
    const auto yes_first = [](bool value) { return std::string(value ? "a" : "b"); };
    switch (criterion) {
    case Criterion::has_default:
        return yes_first(c.has_default);
    case Criterion::address_class:
        return padded(static_cast<std::uint64_t>(c.address_class));
    case Criterion::not_deprecated:
        return yes_first(!c.deprecated);
    case Criterion::main_table:
        return yes_first(c.main_table);
    case Criterion::metric:
        return padded(c.metric);
    case Criterion::router_pref:
        return padded(static_cast<std::uint64_t>(c.preference));
    case Criterion::os_route_dev:
        return yes_first(c.os_route);
    case Criterion::not_temporary:
        return yes_first(!c.temporary);
    case Criterion::infinite_lft:
        return yes_first(c.infinite_lifetime);
    case Criterion::primary:
        return yes_first(!c.secondary);
    case Criterion::incumbent:
        return yes_first(c.incumbent);
    case Criterion::kind:
        switch (c.kind) {
        case InterfaceKind::ethernet:
            return "1";
        case InterfaceKind::wifi:
            return "2";
        case InterfaceKind::wwan:
            return "3";
        case InterfaceKind::ppp:
            return "4";
        default:
            return "5";
        }
    case Criterion::ifindex:
        return padded(c.ifindex);
    case Criterion::address:
        return {reinterpret_cast<const char*>(c.address.bytes().data()), c.address.bytes().size()};
    }
    return "";
}

/// Checks that a list is in the given order and that each place names the criterion that decided it.
void check_order(const std::vector<Candidate>& list, const std::vector<Criterion>& order) {
    for (std::size_t i = 0; i < list.size(); ++i) {
        if (i == 0) {
            CHECK_FALSE(list[i].behind);
            CHECK_FALSE(list[i].behind_by);
            continue;
        }
        CHECK(list[i].behind == list[i - 1].address);
        REQUIRE(list[i].behind_by);
        const auto decisive = std::find_if(order.begin(), order.end(), [&](Criterion criterion) {
            return opinion(criterion, list[i - 1]) != opinion(criterion, list[i]);
        });
        REQUIRE(decisive != order.end());
        CHECK(to_string(*list[i].behind_by) == to_string(*decisive));
        CHECK(opinion(*decisive, list[i - 1]) < opinion(*decisive, list[i]));
    }
}

} // namespace

TEST_CASE("nothing in, nothing out") { CHECK(rank({}, {}) == Candidates{}); }

TEST_CASE("an address on an interface that the snapshot does not have is excluded") {
    Snapshot snapshot;
    snapshot.addresses = {on(7, "81.2.69.142")};
    snapshot.routes = {default_route(7, 1)};
    const Candidates candidates = rank(snapshot, {});
    CHECK(candidates.v4.empty());
    REQUIRE(candidates.excluded.size() == 1);
    CHECK(candidates.excluded[0] == Exclusion{ip("81.2.69.142"), "#7", ExclusionRule::unknown_interface});
}

TEST_CASE("every exclusion has its rule") {
    struct Row {
        ExclusionRule rule;
        void (*spoil)(Interface&, InterfaceAddress&);
    };
    const Row rows[] = {
        {ExclusionRule::interface_down, [](Interface& i, InterfaceAddress&) { i.up = false; }},
        {ExclusionRule::no_carrier, [](Interface& i, InterfaceAddress&) { i.carrier = false; }},
        {ExclusionRule::tentative, [](Interface&, InterfaceAddress& a) { a.tentative = true; }},
        {ExclusionRule::optimistic,
         [](Interface&, InterfaceAddress& a) { a.optimistic = a.tentative = true; }},
        {ExclusionRule::dad_failed,
         [](Interface&, InterfaceAddress& a) { a.dad_failed = a.tentative = true; }},
        {ExclusionRule::not_local_yet, [](Interface&, InterfaceAddress& a) { a.not_local_yet = true; }},
        {ExclusionRule::skip_as_source, [](Interface&, InterfaceAddress& a) { a.skip_as_source = true; }},
        {ExclusionRule::host_scope, [](Interface&, InterfaceAddress& a) { a.scope = Scope::host; }},
        {ExclusionRule::unusable_class, [](Interface&, InterfaceAddress& a) { a.address = ip("::1"); }},
        {ExclusionRule::unknown_interface, [](Interface&, InterfaceAddress& a) { a.interface = 9; }},
    };
    std::set<std::string> phrases;
    for (const Row& row : rows) {
        CAPTURE(describe(row.rule));
        Snapshot snapshot;
        snapshot.interfaces = {interface(2, "eth0")};
        snapshot.addresses = {on(2, "2a02:c0de::1")};
        CHECK(rank(snapshot, {}).v6.size() == 1);
        row.spoil(snapshot.interfaces[0], snapshot.addresses[0]);
        const Candidates candidates = rank(snapshot, {});
        CHECK(candidates.v6.empty());
        REQUIRE(candidates.excluded.size() == 1);
        CHECK(describe(candidates.excluded[0].rule) == describe(row.rule));
        phrases.insert(describe(row.rule));
    }
    CHECK(phrases.size() == std::size(rows));
    CHECK(describe(Exclusion{ip("127.0.0.53"), "eth0", ExclusionRule::unusable_class}) ==
          "loopback (RFC 1122)");
}

TEST_CASE("each criterion decides when it stands first") {
    // The second candidate is better in the criterion under test only, and worse by address.
    struct Row {
        const char* criterion;
        void (*prefer)(Snapshot&, RankPolicy&);
    };
    const Row rows[] = {
        {"has_default", [](Snapshot& s, RankPolicy&) { s.routes.erase(s.routes.begin()); }},
        {"class", [](Snapshot& s, RankPolicy&) { s.addresses[0].address = ip("fd00::1"); }},
        {"not_deprecated", [](Snapshot& s, RankPolicy&) { s.addresses[0].deprecated = true; }},
        {"main_table", [](Snapshot& s, RankPolicy&) { s.routes[0].table = 100; }},
        {"metric", [](Snapshot& s, RankPolicy&) { s.routes[0].metric = 101; }},
        {"router_pref", [](Snapshot& s, RankPolicy&) { s.routes[0].preference = RouterPreference::low; }},
        {"os_route_dev", [](Snapshot& s, RankPolicy&) { s.os_device_v6 = 3; }},
        {"not_temporary", [](Snapshot& s, RankPolicy&) { s.addresses[0].temporary = true; }},
        {"infinite_lft", [](Snapshot& s, RankPolicy&) { s.addresses[0].infinite_lifetime = false; }},
        {"incumbent", [](Snapshot&, RankPolicy& p) { p.incumbents = {ip("2a02:c0de::2")}; }},
        {"kind", [](Snapshot& s, RankPolicy&) { s.interfaces[0].kind = InterfaceKind::wifi; }},
        {"ifindex",
         [](Snapshot& s, RankPolicy&) {
             s.interfaces[0].index = s.addresses[0].interface = s.routes[0].interface = 4;
         }},
    };
    for (const Row& row : rows) {
        CAPTURE(row.criterion);
        Snapshot snapshot;
        snapshot.interfaces = {interface(2, "eth0"), interface(3, "eth1")};
        snapshot.addresses = {on(2, "2a02:c0de::1"), on(3, "2a02:c0de::2")};
        snapshot.routes = {default_route(2, 100, "::/0"), default_route(3, 100, "::/0")};
        RankPolicy policy;
        policy.order = {*parse_criterion(row.criterion)};
        CHECK(rank(snapshot, policy).v6.front().address == ip("2a02:c0de::1"));
        row.prefer(snapshot, policy);
        const Candidates candidates = rank(snapshot, policy);
        REQUIRE(candidates.v6.size() == 2);
        CHECK(candidates.v6.front().address == ip("2a02:c0de::2"));
        CHECK(to_string(*candidates.v6.back().behind_by) == row.criterion);
        check_order(candidates.v6, policy.order);
    }
}

TEST_CASE("primary and address decide when they stand first") {
    Snapshot snapshot;
    snapshot.interfaces = {interface(2, "eth0"), interface(3, "eth1")};
    snapshot.addresses = {on(2, "81.2.69.9"), on(3, "81.2.69.7")};
    snapshot.addresses[0].secondary = true;
    snapshot.routes = {default_route(2, 1)};
    RankPolicy policy;
    CHECK(texts(rank(snapshot, policy).v4) == Texts{"81.2.69.9", "81.2.69.7"});
    policy.order = {Criterion::primary};
    CHECK(texts(rank(snapshot, policy).v4) == Texts{"81.2.69.7", "81.2.69.9"});
    policy.order = {Criterion::address};
    const Candidates by_address = rank(snapshot, policy);
    CHECK(texts(by_address.v4) == Texts{"81.2.69.7", "81.2.69.9"});
    CHECK(by_address.v4[1].behind_by == Criterion::address);
}

TEST_CASE("in IPv4 the temporary flag and in IPv6 the alias flag mean nothing") {
    Snapshot snapshot;
    snapshot.interfaces = {interface(2, "eth0")};
    snapshot.addresses = {on(2, "81.2.69.7"), on(2, "81.2.69.8"), on(2, "2a02:c0de::1"),
                          on(2, "2a02:c0de::2")};
    snapshot.addresses[0].temporary = true;
    snapshot.addresses[2].secondary = true;
    const Candidates candidates = rank(snapshot, {});
    CHECK(texts(candidates.v4) == Texts{"81.2.69.7", "81.2.69.8"});
    CHECK(texts(candidates.v6) == Texts{"2a02:c0de::1", "2a02:c0de::2"});
}

TEST_CASE("an uplink's metric replaces the kernel's, and only where there is a default route") {
    Snapshot snapshot;
    snapshot.interfaces = {interface(2, "eth0"), interface(3, "wwan0", InterfaceKind::wwan),
                           interface(4, "eth9")};
    snapshot.addresses = {on(2, "81.2.69.142"), on(3, "62.4.5.6"), on(4, "62.4.5.7")};
    snapshot.routes = {default_route(2, 100), default_route(3, 700)};
    RankPolicy policy;
    policy.uplinks = {
        {"lte", "wwan0", 50}, {"again", "wwan0", 5000}, {"spare", "eth9", 1}, {"fiber", "eth0", {}}};
    const Candidates candidates = rank(snapshot, policy);
    CHECK(texts(candidates.v4) == Texts{"62.4.5.6", "81.2.69.142", "62.4.5.7"});
    CHECK(candidates.v4[0].metric == 50);
    CHECK(candidates.v4[0].uplink == "lte");
    CHECK(candidates.v4[1].metric == 100);
    CHECK(candidates.v4[1].uplink == "fiber");
    CHECK(candidates.v4[2].metric == no_metric);
    CHECK(candidates.v4[2].uplink == "spare");
}

TEST_CASE("of several default routes of an interface the main table's best one counts") {
    Snapshot snapshot;
    snapshot.interfaces = {interface(2, "eth0")};
    snapshot.addresses = {on(2, "81.2.69.142")};
    snapshot.routes = {default_route(2, 5), default_route(2, 300), default_route(2, 200)};
    snapshot.routes[0].table = 52;
    Candidate candidate = rank(snapshot, {}).v4.at(0);
    CHECK(candidate.main_table);
    CHECK(candidate.metric == 200);
    snapshot.routes = {default_route(2, 300), default_route(2, 10, "0.0.0.0/1"),
                       default_route(2, 20, "0.0.0.0/1"), default_route(2, 40, "128.0.0.0/1"),
                       default_route(2, 30, "128.0.0.0/1")};
    CHECK(rank(snapshot, {}).v4.at(0).metric == 30);
}

TEST_CASE("reasons are phrases for people, most important first") {
    Snapshot snapshot;
    snapshot.interfaces = {interface(2, "eth0"), interface(3, "tun0", InterfaceKind::tun)};
    snapshot.addresses = {on(2, "62.4.5.6"), on(3, "100.64.3.7")};
    snapshot.routes = {default_route(2, 100), default_route(3, 50)};
    snapshot.routes[1].table = 52;
    RankPolicy policy;
    policy.incumbents = {ip("62.4.5.6")};
    const Candidates candidates = rank(snapshot, policy);
    REQUIRE(candidates.v4.size() == 2);
    CHECK(reasons(candidates.v4[0]) ==
          Texts{"owns a default route", "public", "metric 100", "published now"});
    CHECK(reasons(candidates.v4[1]) == Texts{"owns a default route", "cgnat: shared address space (RFC 6598)",
                                             "default not in the main table", "metric 50",
                                             "behind 62.4.5.6 by class"});
}

TEST_CASE("criterion names are read as they are written") {
    CHECK(default_order().size() == 14);
    for (const Criterion criterion : default_order())
        CHECK(parse_criterion(to_string(criterion)) == criterion);
    CHECK_FALSE(parse_criterion("address_class"));
    CHECK_FALSE(parse_criterion(""));
}

TEST_CASE(
    "any snapshot under any order: sorted, complete, without duplicates, whatever the order of the input") {
    for (unsigned seed = 0; seed < 400; ++seed) {
        CAPTURE(seed);
        SnapshotGenerator generator(seed);
        Snapshot snapshot = generator.snapshot();
        // The indices are the interfaces' identity, so here they are unique.
        for (std::uint32_t i = 0; i < snapshot.interfaces.size(); ++i) snapshot.interfaces[i].index = 11 - i;
        std::mt19937 shuffler(seed);
        RankPolicy policy;
        std::shuffle(policy.order.begin(), policy.order.end(), shuffler);
        const std::vector<Criterion> full = policy.order;
        policy.incumbents = {generator.address(), generator.address()};

        const Candidates candidates = rank(snapshot, policy);
        check_order(candidates.v4, full);
        check_order(candidates.v6, full);
        std::set<IpAddress> seen;
        for (const auto* list : {&candidates.v4, &candidates.v6})
            for (const Candidate& candidate : *list) CHECK(seen.insert(candidate.address).second);
        for (const Exclusion& exclusion : candidates.excluded) seen.insert(exclusion.address);
        for (const InterfaceAddress& address : snapshot.addresses) CHECK(seen.contains(address.address));

        std::shuffle(snapshot.interfaces.begin(), snapshot.interfaces.end(), shuffler);
        std::shuffle(snapshot.addresses.begin(), snapshot.addresses.end(), shuffler);
        std::shuffle(snapshot.routes.begin(), snapshot.routes.end(), shuffler);
        const Candidates again = rank(snapshot, policy);
        CHECK(again.v4 == candidates.v4);
        CHECK(again.v6 == candidates.v6);
    }
}

TEST_CASE("a partial order is completed in default order, and repetitions count once") {
    for (unsigned seed = 0; seed < 50; ++seed) {
        const Snapshot snapshot = SnapshotGenerator(seed).snapshot();
        RankPolicy partial, full;
        partial.order = {Criterion::kind, Criterion::metric, Criterion::kind};
        full.order = {Criterion::kind, Criterion::metric};
        for (const Criterion criterion : default_order())
            if (criterion != Criterion::kind && criterion != Criterion::metric)
                full.order.push_back(criterion);
        CHECK(rank(snapshot, partial) == rank(snapshot, full));
        partial.order.clear();
        CHECK(rank(snapshot, partial) == rank(snapshot, RankPolicy{}));
    }
}

TEST_CASE("1,000 interfaces with 10 addresses each are ranked right") {
    Snapshot snapshot;
    for (std::uint32_t i = 0; i < 1000; ++i) {
        snapshot.interfaces.push_back(interface(i + 1, ("veth" + std::to_string(i)).c_str()));
        snapshot.routes.push_back(default_route(i + 1, (i * 7919) % 1000));
        for (std::uint32_t j = 0; j < 10; ++j) {
            const std::uint8_t bytes[] = {81, static_cast<std::uint8_t>(i >> 8), static_cast<std::uint8_t>(i),
                                          static_cast<std::uint8_t>(j)};
            InterfaceAddress address;
            address.interface = i + 1;
            address.address = IpAddress::from_bytes(Family::v4, bytes);
            snapshot.addresses.push_back(address);
        }
    }
    const Candidates candidates = rank(snapshot, {});
    REQUIRE(candidates.v4.size() == 10'000);
    for (std::size_t i = 0; i < candidates.v4.size(); ++i) {
        const Candidate& candidate = candidates.v4[i];
        REQUIRE(candidate.metric == i / 10); // 7919 and 1000 have no common divisor: each metric once
        REQUIRE(candidate.address.bytes()[3] == i % 10);
    }
}
