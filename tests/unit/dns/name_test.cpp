// SPDX-License-Identifier: MIT
#include "dns/name.h"

#include <doctest/doctest.h>

using namespace ddns;

TEST_CASE("a name of a domain is lower case on the wire and comes back as text") {
    const std::string label63(63, 'a');
    const struct {
        std::string text, wire, back;
    } cases[] = {
        {".", std::string("\0", 1), "."},
        {"example.com", std::string("\7example\3com\0", 13), "example.com"},
        {"Example.COM.", std::string("\7example\3com\0", 13), "example.com"},
        {"*.example.com", std::string("\1*\7example\3com\0", 15), "*.example.com"},
        {"a\\.b.com", std::string("\3a.b\3com\0", 9), "a\\.b.com"},
        {"a\\\\b", std::string("\3a\\b\0", 5), "a\\\\b"},
        {"a\\000b", std::string("\3a\0b\0", 5), "a\\000b"},
        {"\\255", std::string("\1\xff\0", 3), "\\255"},
        {label63, std::string("\77", 1) + label63 + std::string(1, '\0'), label63},
    };
    for (const auto& c : cases) {
        INFO(c.text);
        const auto name = DnsName::parse(c.text);
        REQUIRE(name);
        CHECK(name->wire() == c.wire);
        CHECK(name->to_text() == c.back);
        CHECK(DnsName::parse(name->to_text()) == name);
        CHECK(DnsName::from_wire(c.wire) == name);
    }
}

TEST_CASE("what is no name of a domain is refused") {
    const std::string label63(63, 'a');
    const std::string longest = label63 + "." + label63 + "." + label63 + "." + std::string(61, 'a');
    CHECK(DnsName::parse(longest)); // 255 bytes on the wire
    for (const std::string& text : {std::string(), std::string(".."), std::string("a..b"), std::string(".a"),
                                    std::string("a.."), label63 + "a", longest + "a", std::string("a\\"),
                                    std::string("a\\25"), std::string("a\\256"), std::string(5000, 'a')}) {
        INFO(text);
        CHECK_FALSE(DnsName::parse(text));
    }
    for (const std::string& wire :
         {std::string(), std::string("\3com", 4), std::string("\3co\0", 4), std::string("\0\0", 2),
          std::string("\100", 1) + std::string(64, 'a') + std::string(1, '\0'), std::string("\300\14", 2)}) {
        INFO(wire);
        CHECK_FALSE(DnsName::from_wire(wire));
    }
}

TEST_CASE("names know what they are within") {
    const auto is_within = [](const char* name, const char* zone) {
        return DnsName::parse(name)->is_within(*DnsName::parse(zone));
    };
    CHECK(is_within("home.example.com", "example.com"));
    CHECK(is_within("EXAMPLE.com", "example.com"));
    CHECK(is_within("example.com", "."));
    CHECK_FALSE(is_within("badexample.com", "example.com"));
    CHECK_FALSE(is_within("com", "example.com"));
    // The bytes of the zone are the end of the name, but not where a label begins.
    CHECK_FALSE(is_within("a\\003com", "com"));

    const DnsName name = *DnsName::parse("a.example.com");
    CHECK(name.parent() == *DnsName::parse("example.com"));
    CHECK(DnsName().parent() == DnsName());
    CHECK(name.below("_Own")->to_text() == "_own.a.example.com");
    CHECK_FALSE(name.below(std::string(64, 'a')));
    CHECK_FALSE(name.below(""));
}
