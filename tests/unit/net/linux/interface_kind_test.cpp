// SPDX-License-Identifier: MIT
#include "net/linux/interface_kind.h"

#include <doctest/doctest.h>
#include <linux/if_arp.h>

using namespace ddns;

TEST_CASE("the kind of a virtual interface is in its message") {
    struct Row {
        const char* kind;
        unsigned hardware;
        InterfaceKind expected;
    };
    const Row rows[] = {
        {"veth", ARPHRD_ETHER, InterfaceKind::ethernet},
        {"vlan", ARPHRD_ETHER, InterfaceKind::ethernet},
        {"bridge", ARPHRD_ETHER, InterfaceKind::bridge},
        {"tun", ARPHRD_ETHER, InterfaceKind::tun},
        {"wireguard", ARPHRD_NONE, InterfaceKind::tun},
        {"ppp", ARPHRD_PPP, InterfaceKind::ppp},
        {"", ARPHRD_PPP, InterfaceKind::ppp},
        {"vrf", ARPHRD_ETHER, InterfaceKind::other},
        {"ifb", ARPHRD_ETHER, InterfaceKind::other},
        {"", ARPHRD_LOOPBACK, InterfaceKind::other},
    };
    for (const Row& row : rows) {
        CAPTURE(row.kind);
        LinkMessage link;
        link.kind = row.kind;
        link.hardware_type = row.hardware;
        CHECK(kind_from_link(link) == row.expected);
    }
}

TEST_CASE("a card without a kind is asked through its driver") {
    LinkMessage card;
    card.hardware_type = ARPHRD_ETHER;
    CHECK_FALSE(kind_from_link(card));
    CHECK(kind_from_uevent("DEVTYPE=wlan\nINTERFACE=wlp3s0\n", ARPHRD_ETHER) == InterfaceKind::wifi);
    CHECK(kind_from_uevent("DEVTYPE=wwan\nINTERFACE=wwan0\n", ARPHRD_ETHER) == InterfaceKind::wwan);
    CHECK(kind_from_uevent("INTERFACE=eth0\nIFINDEX=2\n", ARPHRD_ETHER) == InterfaceKind::ethernet);
    CHECK(kind_from_uevent("", ARPHRD_ETHER) == InterfaceKind::ethernet);
    CHECK(kind_from_uevent("XDEVTYPE=wlan\n", ARPHRD_ETHER) == InterfaceKind::ethernet);
    CHECK(kind_from_uevent("", ARPHRD_RAWIP) == InterfaceKind::wwan);
}
