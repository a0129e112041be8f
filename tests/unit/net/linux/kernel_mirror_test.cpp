// SPDX-License-Identifier: MIT
#include "net/linux/kernel_mirror.h"

#include "unit/net/linux/netlink_bytes.h"

#include <doctest/doctest.h>

using namespace ddns;
using namespace ddns::test;

namespace {

constexpr unsigned up = IFF_UP | 0x10000u; // and LOWER_UP

/// eth0 is 2, eth1 is 3; both up, nothing in doubt.
KernelMirror settled() {
    KernelMirror mirror;
    for (const int index : {2, 3}) {
        const auto message = link_message(RTM_NEWLINK, index, up, index == 2 ? "eth0" : "eth1");
        mirror.interfaces.set_interface(*parse_link(message.raw()), InterfaceKind::wifi);
    }
    mirror.dirty = Dirty::nothing();
    return mirror;
}

void add_address(KernelMirror& mirror, std::uint32_t index, const char* address) {
    mirror.note(address_message(RTM_NEWADDR, index, address, 24).raw());
    mirror.interfaces.find_address(index, *IpAddress::parse(address))->not_local_yet = false;
    mirror.dirty = Dirty::nothing();
}

void add_route(KernelMirror& mirror, const char* destination, std::uint32_t index, std::uint32_t metric = 0) {
    mirror.note(route_message(RTM_NEWROUTE, destination, index, metric).raw());
    mirror.dirty = Dirty::nothing();
}

std::size_t route_count(const KernelMirror& mirror) { return mirror.routes.routes().size(); }

} // namespace

TEST_CASE("an address message puts one family of one interface in doubt") {
    KernelMirror mirror = settled();
    CHECK(mirror.note(address_message(RTM_NEWADDR, 2, "2001:db8::1", 64).raw()) == WakeReason::address);
    CHECK_FALSE(mirror.dirty.interfaces);
    CHECK(mirror.dirty.interface == std::map<std::uint32_t, unsigned>{{2, Dirty::v6}});
    CHECK(mirror.dirty.routes == 0);
    CHECK(mirror.dirty.look_ups == Dirty::v6);
}

TEST_CASE("an address of an unknown interface asks for the interface too") {
    KernelMirror mirror = settled();
    mirror.note(address_message(RTM_NEWADDR, 9, "192.0.2.1", 24).raw());
    CHECK(mirror.dirty.interface.at(9) == (Dirty::link | Dirty::v4));
}

TEST_CASE("carrier loss shows although the message says that nothing changed") {
    KernelMirror mirror = settled();
    add_route(mirror, "0.0.0.0/0", 2);
    CHECK(mirror.note(link_message(RTM_NEWLINK, 2, IFF_UP).raw()) == WakeReason::link);
    CHECK_FALSE(mirror.interfaces.find(2)->carrier);
    CHECK(mirror.interfaces.find(2)->kind == InterfaceKind::wifi);
    REQUIRE(route_count(mirror) == 1);
    CHECK_FALSE(mirror.routes.routes()[0].route.alive);
    mirror.note(link_message(RTM_NEWLINK, 2, up).raw());
    CHECK(mirror.interfaces.find(2)->carrier);
    CHECK(mirror.routes.routes()[0].route.alive);
}

TEST_CASE("a partial link message is a hint and no state") {
    KernelMirror mirror = settled();
    ifinfomsg body{};
    body.ifi_family = AF_BRIDGE;
    body.ifi_index = 2;
    CHECK(mirror.note(Message(RTM_DELLINK, body).raw()) == WakeReason::link);
    REQUIRE(mirror.interfaces.find(2));
    CHECK(mirror.interfaces.find(2)->up);
    CHECK((mirror.dirty.interface.at(2) & Dirty::link) != 0);
}

TEST_CASE("wireless scan noise does not wake") {
    KernelMirror mirror = settled();
    CHECK_FALSE(mirror.note(link_message(RTM_NEWLINK, 2, up).number(IFLA_WIRELESS, 0).raw()));
    CHECK_FALSE(mirror.dirty.any());
}

TEST_CASE("routes that the kernel drops silently are dropped") {
    KernelMirror mirror = settled();
    add_address(mirror, 2, "192.0.2.1");
    add_address(mirror, 2, "192.0.2.2");
    add_address(mirror, 3, "198.51.100.1");
    add_route(mirror, "0.0.0.0/0", 2);
    add_route(mirror, "::/0", 2, 1024);
    add_route(mirror, "0.0.0.0/0", 3, 100);
    REQUIRE(route_count(mirror) == 3);

    SUBCASE("link down") {
        mirror.note(link_message(RTM_NEWLINK, 2, 0).raw());
        REQUIRE(route_count(mirror) == 1);
        CHECK(mirror.routes.routes()[0].route.interface == 3);
        CHECK(mirror.dirty.routes == (Dirty::v4 | Dirty::v6));
    }
    SUBCASE("interface deleted") {
        mirror.note(link_message(RTM_DELLINK, 2, up).raw());
        CHECK(route_count(mirror) == 1);
        CHECK_FALSE(mirror.interfaces.find(2));
        CHECK(mirror.interfaces.addresses(2, Family::v4).empty());
    }
    SUBCASE("one IPv4 address of two removed: nothing") {
        mirror.note(address_message(RTM_DELADDR, 2, "192.0.2.1", 24).raw());
        CHECK(route_count(mirror) == 3);
    }
    SUBCASE("last IPv4 address removed: the IPv4 routes") {
        mirror.note(address_message(RTM_DELADDR, 2, "192.0.2.1", 24).raw());
        mirror.note(address_message(RTM_DELADDR, 2, "192.0.2.2", 24).raw());
        CHECK(route_count(mirror) == 2);
        CHECK(mirror.dirty.routes == Dirty::v4);
    }
    SUBCASE("a new one first, then the last old one: nothing") {
        mirror.note(address_message(RTM_NEWADDR, 2, "192.0.2.9", 24).raw());
        mirror.note(address_message(RTM_DELADDR, 2, "192.0.2.1", 24).raw());
        mirror.note(address_message(RTM_DELADDR, 2, "192.0.2.2", 24).raw());
        CHECK(route_count(mirror) == 3);
    }
    SUBCASE("preferred source removed") {
        mirror.note(route_message(RTM_NEWROUTE, "0.0.0.0/1", 3).address(RTA_PREFSRC, "192.0.2.1").raw());
        mirror.note(address_message(RTM_DELADDR, 2, "192.0.2.1", 24).raw());
        CHECK(route_count(mirror) == 3);
    }
    SUBCASE("next hop object deleted") {
        mirror.note(route_message(RTM_NEWROUTE, "0.0.0.0/0", 3, 5).number(RTA_NH_ID, 7).raw());
        mirror.note(Message(RTM_DELNEXTHOP, nhmsg{}).number(NHA_ID, 7).raw());
        CHECK(route_count(mirror) == 3);
    }
}

TEST_CASE("route messages are followed") {
    KernelMirror mirror = settled();
    add_route(mirror, "0.0.0.0/0", 2, 100);
    add_route(mirror, "0.0.0.0/0", 3, 100);
    REQUIRE(route_count(mirror) == 2);

    SUBCASE("replace takes the place of all of the same key") {
        mirror.note(route_message(RTM_NEWROUTE, "0.0.0.0/0", 3, 100, NLM_F_REPLACE).raw());
        REQUIRE(route_count(mirror) == 1);
        CHECK(mirror.routes.routes()[0].route.interface == 3);
    }
    SUBCASE("removal takes the one it names") {
        mirror.note(route_message(RTM_DELROUTE, "0.0.0.0/0", 2, 100).raw());
        REQUIRE(route_count(mirror) == 1);
        CHECK(mirror.routes.routes()[0].route.interface == 3);
        CHECK(mirror.note(route_message(RTM_DELROUTE, "0.0.0.0/0", 3, 7).raw()) == WakeReason::route);
        CHECK(route_count(mirror) == 1);
    }
    SUBCASE("the same again is no second one") {
        mirror.note(route_message(RTM_NEWROUTE, "0.0.0.0/0", 2, 100).raw());
        CHECK(route_count(mirror) == 2);
    }
    SUBCASE("what is not kept only asks for the look-up") {
        CHECK(mirror.note(route_message(RTM_NEWROUTE, "10.0.0.0/7", 2).raw()) == WakeReason::route);
        CHECK(mirror.dirty.routes == 0);
        CHECK(mirror.dirty.look_ups == Dirty::v4);
        CHECK(route_count(mirror) == 2);
    }
}

TEST_CASE("only routes to everywhere and its halves are kept") {
    for (const char* kept : {"0.0.0.0/0", "0.0.0.0/1", "128.0.0.0/1", "::/0", "::/1", "8000::/1", "2000::/3"})
        CHECK_MESSAGE(is_kept(*parse_route(route_message(RTM_NEWROUTE, kept, 2).raw())), kept);
    for (const char* other : {"64.0.0.0/2", "fc00::/7", "::/3", "32.0.0.0/3", "10.0.0.0/8"})
        CHECK_MESSAGE(!is_kept(*parse_route(route_message(RTM_NEWROUTE, other, 2).raw())), other);
    const auto multicast = route_message(RTM_NEWROUTE, "0.0.0.0/0", 2, 0, 0, RTN_MULTICAST);
    CHECK_FALSE(is_kept(*parse_route(multicast.raw())));
    const auto blackhole = route_message(RTM_NEWROUTE, "0.0.0.0/0", 0, 0, 0, RTN_BLACKHOLE);
    CHECK(is_kept(*parse_route(blackhole.raw())));
}

TEST_CASE("an address that went and came back has to become local again") {
    KernelMirror mirror = settled();
    add_address(mirror, 2, "192.0.2.1");
    const InterfaceAddress known = mirror.interfaces.addresses(2, Family::v4)[0];
    mirror.interfaces.set_addresses(2, Family::v4, std::vector{known});
    CHECK_FALSE(mirror.interfaces.addresses(2, Family::v4)[0].not_local_yet);

    SUBCASE("deleted and added") {
        mirror.note(address_message(RTM_DELADDR, 2, "192.0.2.1", 24).raw());
        mirror.note(address_message(RTM_NEWADDR, 2, "192.0.2.1", 24).raw());
    }
    SUBCASE("interface down and up") {
        mirror.note(link_message(RTM_NEWLINK, 2, 0).raw());
        mirror.note(link_message(RTM_NEWLINK, 2, up).raw());
    }
    SUBCASE("local route deleted") {
        const auto gone = route_message(RTM_DELROUTE, "192.0.2.1/32", 2, 0, 0, RTN_LOCAL);
        CHECK(mirror.note(gone.raw()) == WakeReason::route);
    }
    mirror.interfaces.set_addresses(2, Family::v4, std::vector{known});
    CHECK(mirror.interfaces.addresses(2, Family::v4)[0].not_local_yet);
}

TEST_CASE("a local route wakes only for the address that waits for it") {
    KernelMirror mirror = settled();
    add_address(mirror, 2, "192.0.2.1");
    const auto local = route_message(RTM_NEWROUTE, "192.0.2.1/32", 2, 0, 0, RTN_LOCAL);
    CHECK_FALSE(mirror.note(local.raw()));
    CHECK_FALSE(mirror.dirty.any());
    mirror.interfaces.find_address(2, *IpAddress::parse("192.0.2.1"))->not_local_yet = true;
    CHECK(mirror.note(local.raw()) == WakeReason::route);
    CHECK(mirror.dirty.interface.at(2) == Dirty::v4);
}

TEST_CASE("a message that is not understood puts everything in doubt") {
    KernelMirror mirror = settled();
    CHECK(mirror.note(Message(RTM_NEWADDR, std::uint32_t{1}).raw()) == WakeReason::address);
    CHECK(mirror.dirty.interfaces);
    CHECK(mirror.dirty.routes_unknown);
}

TEST_CASE("very many interfaces in doubt are all of them") {
    KernelMirror mirror = settled();
    for (int index = 10; index < 400; ++index) mirror.note(link_message(RTM_NEWLINK, index, up).raw());
    CHECK(mirror.dirty.interfaces);
    CHECK(mirror.dirty.interface.empty());
    CHECK_FALSE(mirror.dirty.routes_unknown);
}

TEST_CASE("changes during a reading in the background are applied to its result") {
    KernelMirror mirror = settled();
    add_route(mirror, "0.0.0.0/0", 2, 100);
    mirror.record_route_changes();
    mirror.note(route_message(RTM_DELROUTE, "0.0.0.0/0", 2, 100).raw());
    mirror.note(route_message(RTM_NEWROUTE, "0.0.0.0/0", 3, 50).raw());
    RouteTable read; // began before the removal, passed the place of the new route before it came
    read.add(*parse_route(route_message(RTM_NEWROUTE, "0.0.0.0/0", 2, 100).raw()));
    CHECK_FALSE(mirror.adopt(read, Dirty::v4 | Dirty::v6));
    REQUIRE(route_count(mirror) == 1);
    CHECK(mirror.routes.routes()[0].route.interface == 3);

    RouteTable other;
    CHECK(mirror.adopt(other, Dirty::v4 | Dirty::v6));
    CHECK(route_count(mirror) == 0);
}

TEST_CASE("a reading of one family leaves the other alone") {
    KernelMirror mirror = settled();
    add_route(mirror, "0.0.0.0/0", 2);
    add_route(mirror, "::/0", 2, 1024);
    CHECK(mirror.adopt(RouteTable{}, Dirty::v4));
    REQUIRE(route_count(mirror) == 1);
    CHECK(mirror.routes.routes()[0].route.destination.address.family() == Family::v6);
}

TEST_CASE("an interface below a VRF has its table") {
    KernelMirror mirror = settled();
    LinkMessage vrf;
    vrf.index = 8;
    vrf.vrf_table = 1001;
    LinkMessage below;
    below.index = 4;
    below.master = 8;
    LinkMessage bridged;
    bridged.index = 5;
    bridged.master = 2;
    mirror.interfaces.set_interface(below, InterfaceKind::ethernet);
    mirror.interfaces.set_interface(bridged, InterfaceKind::ethernet);
    mirror.interfaces.set_interface(vrf, InterfaceKind::other);
    mirror.interfaces.resolve_vrfs();
    CHECK(mirror.interfaces.find(4)->vrf_table == 1001);
    CHECK(mirror.interfaces.find(5)->vrf_table == 0);
    CHECK(mirror.interfaces.find(8)->vrf_table == 1001);
}
