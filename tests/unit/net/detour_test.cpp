// SPDX-License-Identifier: MIT
#include "net/detour.h"

#include <doctest/doctest.h>

using namespace ddns;

namespace {

IpAddress ip(const char* text) { return *IpAddress::parse(text); }

} // namespace

TEST_CASE("a detour leads to what is out there, not to what is near") {
    Detour detour{Family::v4, "wwan0", ip("185.10.20.1"), {ip("62.4.5.1")}, {}, ""};
    detour.on_link = {*Prefix::parse("62.4.5.1/24"), *Prefix::parse("185.10.20.1/30")};
    struct {
        const char* destination;
        bool leads;
    } const rows[] = {
        {"1.1.1.1", true},      {"62.4.6.1", true},     {"198.51.100.7", true},  {"62.4.5.9", false},
        {"185.10.20.2", false}, {"127.0.0.1", false},   {"10.0.0.9", false},     {"192.168.1.1", false},
        {"100.64.0.1", false},  {"169.254.1.1", false}, {"2606:4700::1", false}, {"0.0.0.0", false},
    };
    for (const auto& row : rows) {
        CAPTURE(row.destination);
        CHECK(leads_to(detour, ip(row.destination)) == row.leads);
    }
}

TEST_CASE("what is out there by its address alone") {
    for (const char* there : {"1.1.1.1", "198.51.100.7", "2606:4700::1"}) CHECK(is_out_there(ip(there)));
    for (const char* near : {"10.0.0.1", "127.0.0.1", "::1", "fd00::1", "fe80::1", "100.64.0.1"})
        CHECK_FALSE(is_out_there(ip(near)));
}

TEST_CASE("a failure says once which way it had taken") {
    std::string sentence = "nobody answered";
    tell_way(sentence, "");
    CHECK(sentence == "nobody answered");
    tell_way(sentence, "through lte, because");
    tell_way(sentence, "through lte, because");
    CHECK(sentence == "nobody answered; sent through lte, because");
}

TEST_CASE("a detour avoids the addresses of the dead uplinks alone") {
    const Detour detour{Family::v6, "wwan0", ip("2a01::2"), {ip("2a00::1"), ip("2a00::2")}, {}, ""};
    CHECK(avoids(detour, ip("2a00::2")));
    CHECK_FALSE(avoids(detour, ip("2a01::2")));
    CHECK_FALSE(avoids(detour, ip("62.4.5.1")));
}
