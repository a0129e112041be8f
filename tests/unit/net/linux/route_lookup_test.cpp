// SPDX-License-Identifier: MIT
#include "net/linux/route_lookup.h"

#include "net/default_route.h"

#include <doctest/doctest.h>

using namespace ddns;

TEST_CASE("the kernel says which route leads to this machine itself") {
    for (const char* text : {"127.0.0.1", "::1"}) {
        CAPTURE(text);
        const IpAddress self = *IpAddress::parse(text);
        const auto route = route_towards(self, self);
        REQUIRE(route);
        CHECK(route->contains(self));
        CHECK_FALSE(leads_everywhere(*route));
    }
}

TEST_CASE("a source that is not of this machine has no route") {
    CHECK_FALSE(route_towards(*IpAddress::parse("127.0.0.1"), *IpAddress::parse("192.0.2.77")));
}
