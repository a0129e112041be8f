// SPDX-License-Identifier: MIT
#include "rank/host_part.h"

#include <doctest/doctest.h>

using namespace ddns;

namespace {

std::string text(const Result<HostPart>& host) { return host ? host->bits.to_string() : host.error().what; }

std::string joined(const char* address, unsigned length, const Result<HostPart>& host) {
    REQUIRE(host);
    const auto value = address_in(network_of(*IpAddress::parse(address), length), *host);
    return value ? value->to_string() : "none";
}

} // namespace

TEST_CASE("a host part is the end of an IPv6 address, or made of a MAC address") {
    CHECK(text(HostPart::from_suffix("::1234")) == "::1234");
    CHECK(text(HostPart::from_suffix("::a:b:c:d")) == "::a:b:c:d");
    CHECK(text(HostPart::from_suffix("::1:2:3:4:5")).find("has bits in its first 64") == 0);
    CHECK(text(HostPart::from_suffix("2001:db8::1")).find("has bits in its first 64") == 0);
    CHECK(text(HostPart::from_suffix("::")).find("is zero") == 0);
    for (const char* wrong : {"1234", "0.0.0.5", "::12345", "::1/64", "", ":1234"})
        CHECK(text(HostPart::from_suffix(wrong)).find("must be the end") == 0);
    // RFC 4291, appendix A: the universal bit turns, ff:fe goes into the middle.
    CHECK(text(HostPart::from_mac_address("34:56:78:9a:bc:de")) == "::3656:78ff:fe9a:bcde");
    CHECK(text(HostPart::from_mac_address("AA-BB-CC-DD-EE-FF")) == "::a8bb:ccff:fedd:eeff");
    CHECK(text(HostPart::from_mac_address("01:00:5e:00:00:01")).find("is a group address") == 0);
    CHECK(text(HostPart::from_mac_address("00:00:00:00:00:00")).find("is zero") == 0);
    for (const char* wrong :
         {"", "aa:bb:cc:dd:ee", "aa:bb:cc:dd:ee:f", "aa:bb:cc:dd:ee:ff:00", "aa:bb-cc:dd:ee:ff",
          "aabbccddeeff", "ga:bb:cc:dd:ee:ff", "aa.bb.cc.dd.ee.ff", "aa:bb:cc:dd:ee:f "})
        CHECK(text(HostPart::from_mac_address(wrong)).find("must be six pairs") == 0);
}

TEST_CASE("a host part is joined to the network of an address") {
    const auto host = HostPart::from_suffix("::1234");
    const auto low = HostPart::from_suffix("::5");
    const auto mac = HostPart::from_mac_address("34:56:78:9a:bc:de");
    CHECK(joined("2a02:c0de:1:2:aaaa:bbbb:cccc:dddd", 64, host) == "2a02:c0de:1:2::1234");
    CHECK(joined("2a02:c0de:1:2:aaaa:bbbb:cccc:dddd", 64, mac) == "2a02:c0de:1:2:3656:78ff:fe9a:bcde");
    // A whole address says nothing of its network, and shorter prefixes leave the subnet to this machine's.
    CHECK(joined("2a02:c0de:1:2:aaaa::1", 128, host) == "2a02:c0de:1:2::1234");
    CHECK(joined("2a02:c0de:1:2:aaaa::1", 56, host) == "2a02:c0de:1:2::1234");
    CHECK(joined("2a02:c0de:1:2:3:4:5:6", 112, host) == "2a02:c0de:1:2:3:4:5:1234");
    CHECK(joined("2a02:c0de:1:2:3:4:5:6", 120, low) == "2a02:c0de:1:2:3:4:5:5");
    CHECK(joined("2a02:c0de:1:2:3:4:5:6", 120, host) == "none");
    CHECK(joined("2a02:c0de:1:2:3:4:5:6", 80, mac) == "none");
}
