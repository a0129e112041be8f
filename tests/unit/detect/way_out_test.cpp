// SPDX-License-Identifier: MIT
#include "detect/way_out.h"

#include <doctest/doctest.h>

using namespace ddns;

namespace {

IpAddress ip(const char* text) { return *IpAddress::parse(text); }

Snapshot network() {
    Snapshot made;
    for (const std::uint32_t index : {1u, 2u}) {
        Interface interface;
        interface.index = index;
        interface.name = index == 1 ? "eth0" : "eth1";
        made.interfaces.push_back(interface);
    }
    return made;
}

InterfaceAddress& add(Snapshot& snapshot, const char* address, std::uint32_t interface = 1) {
    InterfaceAddress entry;
    entry.interface = interface;
    entry.address = ip(address);
    return snapshot.addresses.emplace_back(entry);
}

Route& add_route(Snapshot& snapshot, const char* gateway, std::uint32_t metric, std::uint32_t interface = 1) {
    Route route;
    route.destination =
        *Prefix::parse(std::string_view(gateway).find(':') == std::string_view::npos ? "0.0.0.0/0" : "::/0");
    route.interface = interface;
    route.metric = metric;
    route.gateway = ip(gateway);
    return snapshot.routes.emplace_back(route);
}

} // namespace

TEST_CASE("the source is an address of that interface and family that works and leads anywhere") {
    Snapshot snapshot = network();
    add(snapshot, "10.0.0.9", 2);
    add(snapshot, "169.254.1.1");
    add(snapshot, "fd00::1");
    add(snapshot, "192.168.1.4").tentative = true;
    CHECK_FALSE(way_out(snapshot, Family::v4, "eth0").source);
    add(snapshot, "192.168.1.3").secondary = true;
    CHECK(way_out(snapshot, Family::v4, "eth0").source == ip("192.168.1.3"));
    add(snapshot, "192.168.1.7");
    CHECK(way_out(snapshot, Family::v4, "eth0").source == ip("192.168.1.7"));
    CHECK(way_out(snapshot, Family::v6, "eth0").source == ip("fd00::1"));
    CHECK(way_out(snapshot, Family::v4, "eth1").source == ip("10.0.0.9"));
    add(snapshot, "2606:4700::5").temporary = true;
    CHECK(way_out(snapshot, Family::v6, "eth0").source == ip("2606:4700::5"));
    add(snapshot, "2606:4700::6").deprecated = true;
    CHECK(way_out(snapshot, Family::v6, "eth0").source == ip("2606:4700::5"));
    add(snapshot, "2606:4700::7");
    CHECK(way_out(snapshot, Family::v6, "eth0").source == ip("2606:4700::7"));
}

TEST_CASE("the gateway is that of the best default route that lives") {
    Snapshot snapshot = network();
    CHECK_FALSE(way_out(snapshot, Family::v4, "eth0").gateway);
    add_route(snapshot, "10.0.0.1", 1, 2);
    add_route(snapshot, "fe80::1", 1);
    add_route(snapshot, "192.168.1.9", 1).alive = false;
    add_route(snapshot, "192.168.1.8", 1).table = 102;
    CHECK(way_out(snapshot, Family::v4, "eth0").gateway == ip("192.168.1.8"));
    add_route(snapshot, "192.168.1.2", 200);
    add_route(snapshot, "192.168.1.1", 100);
    CHECK(way_out(snapshot, Family::v4, "eth0").gateway == ip("192.168.1.1"));
    CHECK(way_out(snapshot, Family::v6, "eth0").gateway == ip("fe80::1"));
}

TEST_CASE("without an interface the system chooses, and one that is not there has nothing") {
    Snapshot snapshot = network();
    add(snapshot, "192.168.1.3");
    CHECK(way_out(snapshot, Family::v4, "") == WayOut{});
    CHECK(way_out(snapshot, Family::v4, "ppp0") == WayOut{"ppp0", std::nullopt, std::nullopt});
}
