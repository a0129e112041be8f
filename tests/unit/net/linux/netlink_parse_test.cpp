// SPDX-License-Identifier: MIT
#include "net/linux/netlink_parse.h"

#include "unit/net/linux/netlink_bytes.h"

#include <doctest/doctest.h>

using namespace ddns;
using namespace ddns::test;

TEST_CASE("a link message tells name, kind, state and master") {
    ifinfomsg body{};
    body.ifi_type = 1;
    body.ifi_index = 7;
    body.ifi_flags = IFF_UP | 0x10000u;
    const auto info = Message(0, nlattr{}).text(IFLA_INFO_KIND, "veth").attributes(sizeof(nlattr));
    const auto message = Message(RTM_NEWLINK, body)
                             .text(IFLA_IFNAME, "wan0")
                             .byte(IFLA_OPERSTATE, 6)
                             .byte(IFLA_CARRIER, 1)
                             .number(IFLA_MASTER, 3)
                             .nested(IFLA_LINKINFO | NLA_F_NESTED, info);
    const auto link = parse_link(message.raw());
    REQUIRE(link);
    CHECK(link->index == 7);
    CHECK(link->name == "wan0");
    CHECK(link->kind == "veth");
    CHECK(link->operstate == 6u);
    CHECK(link->carrier == true);
    CHECK(link->master == 3);
    CHECK(link->flags == (IFF_UP | 0x10000u));
    CHECK_FALSE(link->wireless_event);
}

TEST_CASE("a VRF device tells its table") {
    const auto data = Message(0, nlattr{}).number(IFLA_VRF_TABLE, 1001).attributes(sizeof(nlattr));
    const auto info = Message(0, nlattr{})
                          .text(IFLA_INFO_KIND, "vrf")
                          .nested(IFLA_INFO_DATA, data)
                          .attributes(sizeof(nlattr));
    const auto message = link_message(RTM_NEWLINK, 4, 0).nested(IFLA_LINKINFO, info);
    const auto link = parse_link(message.raw());
    REQUIRE(link);
    CHECK(link->vrf_table == 1001);
}

TEST_CASE("the own address of a point-to-point link is the local one, not the peer") {
    const auto message = address_message(RTM_NEWADDR, 5, "10.9.0.2", 32).address(IFA_LOCAL, "10.9.0.1");
    const auto address = parse_address(message.raw());
    REQUIRE(address);
    CHECK(address->address.to_string() == "10.9.0.1");
    CHECK(address->interface == 5);
    CHECK(address->prefix_length == 32);
}

TEST_CASE("the flags of an address") {
    struct Row {
        const char* address;
        std::uint32_t flags, preferred;
        bool temporary, secondary, deprecated, tentative, infinite;
    };
    const Row rows[] = {
        {"2001:db8::1", IFA_F_TEMPORARY, 100, true, false, false, false, false},
        {"192.0.2.1", IFA_F_SECONDARY, ~0u, false, true, false, false, true},
        {"2001:db8::1", IFA_F_DEPRECATED, 0, false, false, true, false, false},
        {"2001:db8::1", 0, 0, false, false, true, false, false},
        {"2001:db8::1", IFA_F_TENTATIVE | IFA_F_STABLE_PRIVACY, ~0u, false, false, false, true, true},
    };
    for (const Row& row : rows) {
        CAPTURE(row.flags);
        ifa_cacheinfo cache{};
        cache.ifa_prefered = row.preferred;
        const auto message = address_message(RTM_NEWADDR, 2, row.address, 24)
                                 .number(IFA_FLAGS, row.flags)
                                 .attribute(IFA_CACHEINFO, &cache, sizeof cache);
        const auto address = parse_address(message.raw());
        REQUIRE(address);
        CHECK(address->temporary == row.temporary);
        CHECK(address->secondary == row.secondary);
        CHECK(address->deprecated == row.deprecated);
        CHECK(address->tentative == row.tentative);
        CHECK(address->infinite_lifetime == row.infinite);
    }
}

TEST_CASE("a multipath route has all its next hops") {
    std::vector<std::uint8_t> hops;
    for (const int index : {2, 3}) {
        rtnexthop hop{};
        hop.rtnh_len = sizeof hop;
        hop.rtnh_flags = index == 3 ? RTNH_F_LINKDOWN : 0;
        hop.rtnh_ifindex = index;
        const auto* bytes = reinterpret_cast<const std::uint8_t*>(&hop);
        hops.insert(hops.end(), bytes, bytes + sizeof hop);
    }
    const auto message = route_message(RTM_NEWROUTE, "0.0.0.0/0", 0, 100)
                             .nested(RTA_MULTIPATH, hops)
                             .number(RTA_TABLE, 51820)
                             .address(RTA_PREFSRC, "192.0.2.7");
    const auto route = parse_route(message.raw());
    REQUIRE(route);
    CHECK(route->table == 51820);
    CHECK(route->metric == 100);
    CHECK(route->source == IpAddress::parse("192.0.2.7"));
    REQUIRE(route->next_hops.size() == 2);
    CHECK(route->next_hops[0] == NextHop{2, true, std::nullopt});
    CHECK(route->next_hops[1] == NextHop{3, false, std::nullopt});
}

TEST_CASE("router preference and gateway of an IPv6 default") {
    const auto message =
        route_message(RTM_NEWROUTE, "::/0", 2, 1024).byte(RTA_PREF, 3).address(RTA_GATEWAY, "fe80::1");
    const auto route = parse_route(message.raw());
    REQUIRE(route);
    CHECK(route->preference == RouterPreference::low);
    CHECK(route->next_hops.front().gateway == IpAddress::parse("fe80::1"));
}

TEST_CASE("the end of an answer carries an error") {
    const std::int32_t code = -19;
    const auto end = parse_end(Message(NLMSG_DONE, code).raw());
    REQUIRE(end);
    CHECK(end->error == 19);
    const std::int32_t absurd = 5;
    CHECK_FALSE(parse_end(Message(NLMSG_ERROR, absurd).raw()));
}

TEST_CASE("the kernel's explanation of an error is found behind the refused request") {
    nlmsgerr body{};
    body.error = -22;
    body.msg.nlmsg_len = sizeof(nlmsghdr);
    const auto message =
        Message(NLMSG_ERROR, body, NLM_F_ACK_TLVS | NLM_F_CAPPED).text(NLMSGERR_ATTR_MSG, "Invalid header");
    const auto end = parse_end(message.raw());
    REQUIRE(end);
    CHECK(end->error == 22);
    CHECK(end->text == "Invalid header");
}

TEST_CASE("several messages of one datagram are walked in order") {
    std::vector<std::uint8_t> datagram = link_message(RTM_NEWLINK, 1, 0).bytes();
    const auto second = address_message(RTM_NEWADDR, 1, "192.0.2.1", 24).bytes();
    datagram.insert(datagram.end(), second.begin(), second.end());
    MessageReader reader(datagram);
    CHECK(reader.next()->type == RTM_NEWLINK);
    CHECK(reader.next()->type == RTM_NEWADDR);
    CHECK_FALSE(reader.next());
    CHECK_FALSE(reader.malformed());
}

TEST_CASE("a message length that cannot be true ends the walk") {
    for (const std::uint32_t length : {0u, 15u, 4096u, 0xffffffffu}) {
        CAPTURE(length);
        auto bytes = link_message(RTM_NEWLINK, 1, 0).bytes();
        std::memcpy(bytes.data(), &length, sizeof length);
        MessageReader reader(bytes);
        CHECK_FALSE(reader.next());
        CHECK(reader.malformed());
    }
}

TEST_CASE("a message cut at any byte is refused or understood, never read beyond") {
    const auto whole = route_message(RTM_NEWROUTE, "128.0.0.0/1", 3, 9).bytes();
    for (std::size_t size = 16; size < whole.size(); ++size) {
        // A copy of exactly this size, so that a sanitizer sees a read beyond it.
        std::vector<std::uint8_t> cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
        const auto length = static_cast<std::uint32_t>(size);
        std::memcpy(cut.data(), &length, sizeof length);
        MessageReader reader(cut);
        const auto message = reader.next();
        REQUIRE(message);
        CHECK(parse_route(*message).has_value() == (size >= 16 + sizeof(rtmsg)));
        CHECK_FALSE(parse_address(RawMessage{RTM_NEWADDR, 0, 0, message->payload.first(0)}));
    }
}

TEST_CASE("messages that make no sense are refused") {
    CHECK_FALSE(parse_link(link_message(RTM_NEWLINK, 0, 0).raw()));
    CHECK_FALSE(parse_link(link_message(RTM_NEWLINK, -1, 0).raw()));
    CHECK_FALSE(parse_address(address_message(RTM_NEWADDR, 2, "192.0.2.1", 33).raw()));
    CHECK_FALSE(parse_address(address_message(RTM_NEWADDR, 0, "192.0.2.1", 24).raw()));
    ifaddrmsg other_family{};
    other_family.ifa_family = AF_BRIDGE;
    other_family.ifa_index = 1;
    CHECK_FALSE(parse_address(Message(RTM_NEWADDR, other_family).raw()));
    rtmsg too_long{};
    too_long.rtm_family = AF_INET;
    too_long.rtm_dst_len = 33;
    CHECK_FALSE(parse_route(Message(RTM_NEWROUTE, too_long).raw()));
}
