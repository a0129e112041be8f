// SPDX-License-Identifier: MIT
#include "net/default_route.h"

#include <doctest/doctest.h>

using namespace ddns;

TEST_CASE("routes that lead everywhere, and those that do not") {
    struct {
        const char* destination;
        bool everywhere;
    } const rows[] = {
        {"0.0.0.0/0", true},        {"::/0", true},           {"0.0.0.0/1", true},
        {"128.0.0.0/1", true},      {"::/1", true},           {"8000::/1", true},
        {"2000::/3", true},         {"32.0.0.0/3", false},    {"4000::/3", false},
        {"0.0.0.0/2", false},       {"2000::/4", false},      {"198.51.100.0/24", false},
        {"198.51.100.7/32", false}, {"2001:db8::/32", false}, {"::1/128", false},
        {"10.0.0.0/8", false},
    };
    for (const auto& row : rows) {
        CAPTURE(row.destination);
        CHECK(leads_everywhere(*Prefix::parse(row.destination)) == row.everywhere);
    }
}
