// SPDX-License-Identifier: MIT
#include "provider/zone_option.h"

#include <doctest/doctest.h>

using namespace ddns;

TEST_CASE("a zone is the last two labels unless these may be a registry's") {
    const std::pair<std::string_view, std::optional<std::string_view>> rows[] = {
        {"home.example.com", "example.com"},
        {"a.b.example.org", "example.org"},
        {"example.com", "example.com"},
        {"co.uk", "co.uk"},
        {"lan", "lan"},
        {"home.example.de", "example.de"},
        {"home.co.uk", std::nullopt},
        {"home.abc.de", std::nullopt},
        {"home.abc.com", "abc.com"},
        {"home.uk.com", std::nullopt},
        {"home.asso.fr", std::nullopt},
        {"home.info.com", "info.com"},
        {"x.example.xn--p1ai", "example.xn--p1ai"},
    };
    for (const auto& [name, zone] : rows) {
        CAPTURE(name);
        CHECK(guessed_zone(name) == zone);
    }
}

TEST_CASE("a zone holds its own name and those below it") {
    CHECK(is_in_zone("example.com", "example.com"));
    CHECK(is_in_zone("a.example.com", "example.com"));
    CHECK_FALSE(is_in_zone("aexample.com", "example.com"));
    CHECK_FALSE(is_in_zone("com", "example.com"));
    CHECK(last_labels("a.b.c", 2) == "b.c");
    CHECK(last_labels("a.b.c", 3) == "a.b.c");
    CHECK(last_labels("a", 1) == "a");
}
