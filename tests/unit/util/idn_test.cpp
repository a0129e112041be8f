// SPDX-License-Identifier: MIT
#include "util/idn.h"

#include <doctest/doctest.h>

using namespace ddns;

TEST_CASE("a name in another script has a form for DNS and one for people") {
    const std::pair<std::string, std::string> rows[] = {
        {"m\xc3\xbcller.example", "xn--mller-kva.example"},
        {"M\xc3\x9cLLER.example", "xn--mller-kva.example"},
        {"mu\xcc\x88ller.example", "xn--mller-kva.example"}, // u and a combining mark
        {"a.\xd0\xb4\xd0\xbe\xd0\xbc.\xd1\x80\xd1\x84", "a.xn--d1aqf.xn--p1ai"},
        {"_x.m\xc3\xbcller.example", "_x.xn--mller-kva.example"},
        {"*.m\xc3\xbcller.example", "*.xn--mller-kva.example"},
        {"m\xc3\xbcller\xe3\x80\x82"
         "example",
         "xn--mller-kva.example"}, // an ideographic full stop
    };
    for (const auto& row : rows) {
        CAPTURE(row.first);
        const auto ascii = ascii_name(row.first);
        REQUIRE(ascii);
        CHECK(*ascii == row.second);
    }
    CHECK(ascii_name("Plain.example") == "Plain.example");
    CHECK(unicode_name("xn--mller-kva.example") == "m\xc3\xbcller.example");
    CHECK(unicode_name("plain.example").empty());
    CHECK(unicode_name("xn--\xff.example").empty());
    CHECK(told_name("xn--mller-kva.example") == "xn--mller-kva.example (m\xc3\xbcller.example)");
    CHECK(told_name("plain.example") == "plain.example");
    CHECK(ascii_name_or_same("m\xc3\xbcller.example.") == "xn--mller-kva.example.");
}

TEST_CASE("what is no name in any script is an error") {
    for (const std::string& text :
         {std::string("a\xff.example"), std::string("\xe2\x98\x83\xef\xbf\xbd.example"),
          std::string("m\xc3\xbc\0r", 5), std::string(300, 'a') + "\xc3\xbc"}) {
        CAPTURE(text);
        CHECK_FALSE(ascii_name(text));
        CHECK(ascii_name_or_same(text) == text);
    }
}

TEST_CASE("a sharp s stays itself or is refused, and never becomes two letters") {
    const auto ascii = ascii_name("stra\xc3\x9f"
                                  "e.example");
    if (ascii)
        CHECK(*ascii == "xn--strae-oqa.example");
    else
        CHECK(ascii.error().what.find("xn--") != std::string::npos);
}
