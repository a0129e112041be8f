// SPDX-License-Identifier: MIT
#include "config/values.h"

#include <doctest/doctest.h>
#include <utility>

using namespace ddns;
using namespace std::chrono_literals;

TEST_CASE("durations are numbers of seconds or units from large to small") {
    const std::pair<const char*, Duration> good[] = {
        {"0", 0s},        {"300", 300s}, {"30s", 30s},
        {"10m", 10min},   {"24h", 24h},  {"500ms", 500ms},
        {"1h30m", 90min}, {"7d", 168h},  {"1d2h3m4s5ms", 93'784'005ms},
        {"0s", 0s},
    };
    for (const auto& row : good) {
        const auto& [text, value] = row;
        INFO(row.first);
        const auto parsed = parse_duration(text);
        REQUIRE(parsed);
        CHECK(*parsed == value);
    }
    for (const char* text :
         {"", "s", "-1", "1.5s", "30 s", "30x", "1m1m", "1s1m", "1h30", "30S", "99999999999999999999",
          "99999999999999999999s", "9999999999d", "2147483648", "24856d", "18446744073709551615ms"}) {
        INFO(text);
        CHECK_FALSE(parse_duration(text));
    }
    for (const char* text : {"30s", "1h30m", "500ms", "7d", "0s"})
        CHECK(format_duration(*parse_duration(text)) == text);
}

TEST_CASE("names are lower case without the final dot, or refused") {
    const std::string label63(63, 'a');
    const std::pair<std::string, std::string> good[] = {
        {"Home.Example.COM.", "home.example.com"},
        {"*.example.com", "*.example.com"},
        {"_x.a-b.c", "_x.a-b.c"},
        {"localhost", "localhost"},
        {"xn--gre-6ka8i.example", "xn--gre-6ka8i.example"},
        {"*.B\xc3\xbc"
         "cher.example.",
         "*.xn--bcher-kva.example"},
        {label63 + ".a", label63 + ".a"},
    };
    for (const auto& row : good) {
        const auto& [text, name] = row;
        INFO(row.first);
        const auto parsed = normal_name(text);
        REQUIRE(parsed);
        CHECK(*parsed == name);
    }
    const std::string label64(64, 'a');
    const std::string long_name = label63 + "." + label63 + "." + label63 + "." + label63;
    for (const std::string& text :
         {std::string(), std::string("."), std::string(".a"), std::string("a..b"), std::string("a.*.b"),
          std::string("*"), std::string("a*.b"), std::string("-a.b"), std::string("a-.b"), std::string("a b"),
          std::string("a/b"), std::string("a.b.."), std::string("1.2.3.4"), std::string("::1"),
          std::string("a\xff.example"), std::string("\xc3\xbc..example"), label64, long_name,
          std::string("${env:X}")}) {
        INFO(text);
        CHECK_FALSE(normal_name(text));
    }
}

TEST_CASE("base addresses name a host and nothing that could hide a secret") {
    const struct {
        const char* text;
        const char* kept;
        bool encrypted, loopback;
    } good[] = {
        {"https://a.example", "https://a.example", true, false},
        {"HTTPS://a.example:8443/x/y//", "https://a.example:8443/x/y", true, false},
        {"http://127.9.9.9:80", "http://127.9.9.9:80", false, true},
        {"http://[::1]:80/", "http://[::1]:80", false, true},
        {"http://LocalHost", "http://LocalHost", false, true},
        {"http://128.0.0.1", "http://128.0.0.1", false, false},
        {"http://localhost.evil.example", "http://localhost.evil.example", false, false},
        {"http://[2001:db8::1]", "http://[2001:db8::1]", false, false},
    };
    for (const auto& row : good) {
        INFO(row.text);
        const auto url = parse_base_url(row.text, UrlQuery::refused);
        REQUIRE(url);
        CHECK(url->text == row.kept);
        CHECK(url->encrypted == row.encrypted);
        CHECK(url->loopback == row.loopback);
    }
    for (const char* text : {"",
                             "a.example",
                             "ftp://a",
                             "https://",
                             "https:///x",
                             "https://u:p@a",
                             "https://u@a/",
                             "https://a?x",
                             "https://a#x",
                             "https://a:0",
                             "https://a:65536",
                             "https://a:",
                             "https://a:1x",
                             "https://[::1",
                             "https://[a]",
                             "https://[127.0.0.1]",
                             "https://[::1]x",
                             "https://a b",
                             "https://a\\b",
                             "https://a\tb",
                             "https://a..b",
                             "http://127.0.0.1@evil.example",
                             "https://\xc3\xb6.example"}) {
        INFO(text);
        CHECK_FALSE(parse_base_url(text, UrlQuery::refused));
    }
    CHECK(parse_base_url("https://a/x?y=1", UrlQuery::allowed)->text == "https://a/x?y=1");
}
