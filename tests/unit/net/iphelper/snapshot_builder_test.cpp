// SPDX-License-Identifier: MIT
#include "net/iphelper/snapshot_builder.h"

#include "net/snapshot_yaml.h"
#include "rank/rank.h"

#include <algorithm>
#include <doctest/doctest.h>

using namespace ddns;
using namespace ddns::iphelper;

namespace {

IpAddress ip(const char* text) { return *IpAddress::parse(text); }
Prefix prefix(const char* text) { return *Prefix::parse(text); }

AdapterRow adapter(Luid luid, std::uint32_t index, const char* name, IfType type = IfType::ethernet) {
    AdapterRow row;
    row.luid = luid;
    row.index_v4 = row.index_v6 = index;
    row.name = name;
    row.type = type;
    return row;
}

AddressRow address(Luid luid, const char* text) {
    AddressRow row;
    row.luid = luid;
    row.address = prefix(text).address;
    row.prefix_length = prefix(text).length;
    return row;
}

RouteRow route(Luid luid, const char* destination, std::uint32_t metric = 0) {
    RouteRow row;
    row.luid = luid;
    row.destination = prefix(destination);
    row.metric = metric;
    return row;
}

InterfaceRow interface_row(Luid luid, Family family, std::uint32_t metric) {
    InterfaceRow row;
    row.luid = luid;
    row.family = family;
    row.metric = metric;
    return row;
}

/// One public address with a default route on Ethernet, LUID 1, index 5.
Tables one_uplink() {
    Tables tables;
    tables.adapters = {adapter(1, 5, "Ethernet")};
    tables.addresses = {address(1, "81.2.69.142/24")};
    tables.routes = {route(1, "0.0.0.0/0", 256)};
    tables.interfaces = {interface_row(1, Family::v4, 25), interface_row(1, Family::v6, 25)};
    return tables;
}

std::vector<IpAddress> order(const Tables& tables, Family family) {
    std::vector<IpAddress> addresses;
    const Candidates candidates = rank(build_snapshot(tables), {});
    for (const Candidate& candidate : candidates.of(family)) addresses.push_back(candidate.address);
    return addresses;
}

bool owns_default(const Tables& tables, Family family = Family::v4) {
    const Candidates candidates = rank(build_snapshot(tables), {});
    REQUIRE(candidates.of(family).size() == 1);
    return candidates.of(family)[0].has_default;
}

using Addresses = std::vector<IpAddress>;

} // namespace

TEST_CASE("the effective metric is the sum of the route's and the interface's") {
    Tables tables;
    tables.adapters = {adapter(1, 5, "Ethernet"), adapter(2, 9, "Wi-Fi", IfType::wifi)};
    tables.addresses = {address(1, "81.2.69.142/24"), address(2, "62.4.5.6/24")};
    tables.routes = {route(1, "0.0.0.0/0", 256), route(2, "0.0.0.0/0", 0)};
    tables.interfaces = {interface_row(1, Family::v4, 25), interface_row(2, Family::v4, 35)};
    CHECK(order(tables, Family::v4) == Addresses{ip("62.4.5.6"), ip("81.2.69.142")});

    SUBCASE("and the adapter's own where there is no table of interfaces") {
        tables.interfaces.clear();
        tables.adapters[0].metric_v4 = 25;
        tables.adapters[1].metric_v4 = 300;
        CHECK(order(tables, Family::v4) == Addresses{ip("81.2.69.142"), ip("62.4.5.6")});
    }
}

TEST_CASE("addresses that are not to be registered in DNS, and those of a cluster, are left out") {
    Tables tables = one_uplink();
    tables.addresses.push_back(address(1, "81.2.69.140/24"));
    tables.addresses.back().skip_as_source = true;
    tables.addresses.push_back(address(1, "81.2.69.139/24"));
    tables.adapters[0].cluster_addresses = {ip("81.2.69.139")};
    CHECK(order(tables, Family::v4) == Addresses{ip("81.2.69.142")});
}

TEST_CASE("states of duplicate detection, temporary and deprecated addresses") {
    Tables tables = one_uplink();
    tables.routes = {route(1, "::/0", 256)};
    tables.addresses = {address(1, "2a02:c0de:1:1:1::1/64"), address(1, "2a02:c0de:1:1:2::1/64"),
                        address(1, "2a02:c0de:1:1:3::1/128"), address(1, "2a02:c0de:1:1:4::1/64"),
                        address(1, "2a02:c0de:1:1:5::1/64")};
    for (AddressRow& row : tables.addresses) {
        row.prefix_origin = PrefixOrigin::router_advertisement;
        row.suffix_origin = SuffixOrigin::link_layer;
        row.preferred_lifetime = 7200;
    }
    tables.addresses[0].dad = DadState::tentative;
    tables.addresses[1].dad = DadState::duplicate;
    tables.addresses[2].suffix_origin = SuffixOrigin::random;
    tables.addresses[4].dad = DadState::deprecated;
    CHECK(order(tables, Family::v6) ==
          Addresses{ip("2a02:c0de:1:1:4::1"), ip("2a02:c0de:1:1:3::1"), ip("2a02:c0de:1:1:5::1")});
    const Snapshot snapshot = build_snapshot(tables);
    CHECK(snapshot.addresses[0].tentative);
    CHECK(snapshot.addresses[1].dad_failed);
    CHECK_FALSE(snapshot.addresses[1].tentative);
    CHECK(snapshot.addresses[2].temporary);
    CHECK_FALSE(snapshot.addresses[3].temporary);
    CHECK_FALSE(snapshot.addresses[3].infinite_lifetime);
    CHECK(snapshot.addresses[4].deprecated);
}

TEST_CASE("a random suffix makes an address temporary only with a router's prefix, and only in IPv6") {
    Tables tables = one_uplink();
    tables.addresses = {address(1, "fe80::1234/64"), address(1, "2a02:c0de::5/64"),
                        address(1, "81.2.69.142/24")};
    for (AddressRow& row : tables.addresses) row.suffix_origin = SuffixOrigin::random;
    tables.addresses[0].prefix_origin = PrefixOrigin::well_known;
    tables.addresses[1].prefix_origin = PrefixOrigin::dhcp;
    tables.addresses[2].prefix_origin = PrefixOrigin::router_advertisement;
    for (const InterfaceAddress& a : build_snapshot(tables).addresses) CHECK_FALSE(a.temporary);
}

TEST_CASE("a lifetime that is over deprecates before the state says so") {
    Tables tables = one_uplink();
    SUBCASE("preferred") { tables.addresses[0].preferred_lifetime = 0; }
    SUBCASE("valid") { tables.addresses[0].valid_lifetime = 0; }
    CHECK(build_snapshot(tables).addresses[0].deprecated);
}

TEST_CASE("only the whole 32 bits mean for ever") {
    Tables tables = one_uplink();
    CHECK(build_snapshot(tables).addresses[0].infinite_lifetime);
    tables.addresses[0].preferred_lifetime = forever - 1;
    CHECK_FALSE(build_snapshot(tables).addresses[0].infinite_lifetime);
}

TEST_CASE("a state that nobody knows is not published") {
    Tables tables = one_uplink();
    SUBCASE("invalid") { tables.addresses[0].dad = DadState::invalid; }
    SUBCASE("of the future") { tables.addresses[0].dad = static_cast<DadState>(77); }
    CHECK(order(tables, Family::v4).empty());
}

TEST_CASE("an interface with disabled default routes owns none, of that family") {
    Tables tables = one_uplink();
    CHECK(owns_default(tables));
    tables.interfaces[1].disable_default_routes = true;
    CHECK(owns_default(tables));
    tables.interfaces[0].disable_default_routes = true;
    CHECK_FALSE(owns_default(tables));
    // The halves of a VPN are ordinary routes to the stack.
    tables.routes = {route(1, "0.0.0.0/1"), route(1, "128.0.0.0/1")};
    CHECK(owns_default(tables));
}

TEST_CASE("routes that lead nowhere") {
    Tables tables = one_uplink();
    SUBCASE("half of a pair") { tables.routes = {route(1, "0.0.0.0/1")}; }
    SUBCASE("loopback") { tables.routes[0].loopback = true; }
    SUBCASE("expired") { tables.routes[0].valid_lifetime = 0; }
    SUBCASE("too short for a default, too long for a half") { tables.routes = {route(1, "0.0.0.0/2")}; }
    SUBCASE("an interface that is not connected") { tables.interfaces[0].connected = false; }
    SUBCASE("the other family") { tables.routes = {route(1, "::/0")}; }
    CHECK_FALSE(owns_default(tables));
}

TEST_CASE("all of 2000::/3 is a default too") {
    Tables tables = one_uplink();
    tables.addresses = {address(1, "2a02:c0de::5/64")};
    tables.routes = {route(1, "2000::/3")};
    CHECK(owns_default(tables, Family::v6));
}

TEST_CASE("an adapter that is down keeps its addresses, but they do not count") {
    Tables tables = one_uplink();
    SUBCASE("unplugged") {
        tables.adapters[0].status = OperStatus::down;
        CHECK(build_snapshot(tables).interfaces[0].up);
    }
    SUBCASE("gone") {
        tables.adapters[0].status = OperStatus::not_present;
        CHECK_FALSE(build_snapshot(tables).interfaces[0].up);
    }
    SUBCASE("dormant") { tables.adapters[0].status = static_cast<OperStatus>(5); }
    CHECK(build_snapshot(tables).addresses.size() == 1);
    CHECK(order(tables, Family::v4).empty());
}

TEST_CASE("an index that was given to another interface brings nothing of the old one with it") {
    Tables tables = one_uplink();
    tables.adapters = {adapter(2, 5, "Ethernet 2")};
    tables.addresses.push_back(address(2, "62.4.5.6/24"));
    const Snapshot snapshot = build_snapshot(tables);
    REQUIRE(snapshot.addresses.size() == 1);
    CHECK(snapshot.addresses[0].address == ip("62.4.5.6"));
    CHECK(snapshot.routes.empty());
}

TEST_CASE("the index is that of IPv4, or of IPv6 where IPv4 is off") {
    Tables tables = one_uplink();
    tables.adapters.push_back(adapter(2, 0, "six"));
    tables.adapters.back().index_v6 = 12;
    tables.adapters.push_back(adapter(3, 0, "none"));
    tables.adapters.push_back(adapter(4, 5, "the same again"));
    tables.addresses.push_back(address(2, "2a02:c0de::5/64"));
    tables.addresses.push_back(address(3, "2a02:c0de::6/64"));
    const Snapshot snapshot = build_snapshot(tables);
    REQUIRE(snapshot.interfaces.size() == 2);
    CHECK(snapshot.interfaces[0].name == "Ethernet");
    CHECK(snapshot.interfaces[1].index == 12);
    CHECK(snapshot.addresses.size() == 2);
}

TEST_CASE("the system's own choice is found by LUID or by index") {
    Tables tables = one_uplink();
    tables.adapters.push_back(adapter(2, 9, "Wi-Fi", IfType::wifi));
    tables.choice_v4 = RouteChoice{2, 5}; // the LUID decides
    tables.choice_v6 = RouteChoice{0, 5};
    CHECK(build_snapshot(tables).os_device_v4 == 9);
    CHECK(build_snapshot(tables).os_device_v6 == 5);
    tables.choice_v4 = RouteChoice{77, 5};
    tables.choice_v6 = RouteChoice{0, 0};
    CHECK(build_snapshot(tables).os_device_v4 == 0);
    CHECK(build_snapshot(tables).os_device_v6 == 0);
}

TEST_CASE("the order of Windows does not matter, and rows that are twice count once") {
    Tables tables = one_uplink();
    tables.adapters.push_back(adapter(2, 9, "Wi-Fi", IfType::wifi));
    tables.addresses.push_back(address(2, "62.4.5.6/24"));
    tables.addresses.push_back(address(1, "81.2.69.1/24"));
    tables.routes.push_back(route(2, "0.0.0.0/0"));
    tables.routes.push_back(route(2, "0.0.0.0/0"));
    const Snapshot snapshot = build_snapshot(tables);
    CHECK(snapshot.routes.size() == 2);
    std::reverse(tables.adapters.begin(), tables.adapters.end());
    std::reverse(tables.addresses.begin(), tables.addresses.end());
    std::reverse(tables.routes.begin(), tables.routes.end());
    CHECK(build_snapshot(tables) == snapshot);
}

TEST_CASE("names of every language survive the snapshot's file") {
    Tables tables = one_uplink();
    tables.adapters[0].name = "以太网";
    const Snapshot snapshot = build_snapshot(tables);
    const std::string text = to_yaml({snapshot, {}});
    CHECK(text.find("以太网") != std::string::npos);
    CHECK(text.find("platform: windows") != std::string::npos);
    const auto again = parse_snapshot(text, "test");
    REQUIRE(again);
    CHECK(again->snapshot == snapshot);
}

TEST_CASE("scopes") {
    Tables tables = one_uplink();
    tables.adapters.push_back(adapter(7, 1, "Loopback Pseudo-Interface 1", IfType::loopback));
    tables.addresses = {address(1, "81.2.69.142/24"), address(1, "169.254.7.7/16"), address(1, "fe80::1/64"),
                        address(1, "fec0::1/64"),     address(7, "127.0.0.1/8"),    address(7, "::1/128")};
    const Snapshot snapshot = build_snapshot(tables);
    const auto scope = [&](const char* text) {
        for (const InterfaceAddress& a : snapshot.addresses)
            if (a.address == ip(text)) return a.scope;
        FAIL("missing");
        return Scope::global;
    };
    CHECK(scope("81.2.69.142") == Scope::global);
    CHECK(scope("169.254.7.7") == Scope::link);
    CHECK(scope("fe80::1") == Scope::link);
    CHECK(scope("fec0::1") == Scope::site);
    CHECK(scope("127.0.0.1") == Scope::host);
    CHECK(scope("::1") == Scope::host);
    CHECK(snapshot.interfaces[0].loopback);
}

TEST_CASE("kinds of interfaces") {
    CHECK(kind_of(IfType::ethernet, 0) == InterfaceKind::ethernet);
    CHECK(kind_of(IfType::wifi, 0) == InterfaceKind::wifi);
    CHECK(kind_of(IfType::wwan_gsm, 0) == InterfaceKind::wwan);
    CHECK(kind_of(IfType::ppp, 0) == InterfaceKind::ppp);
    CHECK(kind_of(IfType::prop_virtual, 0) == InterfaceKind::tun);
    CHECK(kind_of(IfType::tunnel, 14) == InterfaceKind::tun);
    CHECK(kind_of(IfType::ethernet, 14) == InterfaceKind::tun);
    CHECK(kind_of(IfType::loopback, 0) == InterfaceKind::other);
    CHECK(kind_of(static_cast<IfType>(999), 0) == InterfaceKind::other);
}

TEST_CASE("no adapters is an empty snapshot") {
    const Snapshot snapshot = build_snapshot({});
    CHECK(snapshot.interfaces.empty());
    CHECK(snapshot.platform == Platform::windows);
}
