// SPDX-License-Identifier: MIT
#include "config/load.h"

#include "fakes/known_providers.h"

#include <doctest/doctest.h>

using namespace ddns;

namespace {

constexpr const char* rest = "accounts: { lan: { provider: hosts, path: ./h } }\n"
                             "records: [{ name: a.example.com, account: lan }]\n";

LoadedConfig load(const std::string& detect) {
    fakes::FakeConfigWorld world;
    return parse_config(detect + "\n" + rest, "c.yaml", fakes::known_providers(), world.world());
}

} // namespace

TEST_CASE("detect: without it HTTPS services are asked, and two must agree") {
    const auto loaded = load("");
    REQUIRE(loaded.config);
    CHECK(loaded.config->detect == DetectSettings{});
    CHECK(loaded.config->detect.methods == std::vector{DetectMethod::https});
    CHECK(loaded.config->detect.quorum == 2);
}

TEST_CASE("detect: every key arrives") {
    const auto loaded =
        load("detect: { methods: [dns, https], quorum: 3, https: ['https://IP.example.net/x?a=b', "
             "'https://[2606:4700::1]/cdn-cgi/trace', 'http://127.0.0.1:8080/'] }");
    REQUIRE(loaded.config);
    const DetectSettings& settings = loaded.config->detect;
    CHECK(settings.methods == std::vector{DetectMethod::dns, DetectMethod::https});
    CHECK(settings.quorum == 3);
    REQUIRE(settings.https.size() == 3);
    CHECK(settings.https[0] == EchoService{"ip.example.net", "https://IP.example.net/x?a=b",
                                           "https://IP.example.net/x?a=b", EchoForm::plain});
    CHECK(settings.https[1] ==
          EchoService{"2606:4700::1", "", "https://[2606:4700::1]/cdn-cgi/trace", EchoForm::trace});
    CHECK(settings.https[2] == EchoService{"127.0.0.1", "http://127.0.0.1:8080/", "", EchoForm::plain});
}

TEST_CASE("detect: what is wrong is said with its place") {
    struct Row {
        const char* text;
        std::int32_t column;
        const char* message;
    };
    for (const Row& row : {
             Row{"detect: { methods: [htps] }", 21, "unknown method \"htps\""},
             Row{"detect: { methods: [dns, dns] }", 26, "method dns is given twice"},
             Row{"detect: { quorum: 0 }", 19, "quorum"},
             Row{"detect: { quorum: many }", 19, "quorum"},
             Row{"detect: { https: ['http://ip.example.net/'] }", 19, "https://"},
             Row{"detect: { https: [ip.example.net] }", 19, "must start with https://"},
             Row{"detect: { https: ['https://u:p@ip.example.net/'] }", 19, "user or password"},
             Row{"detect: { https: ['https://ip.example.net/'] }", 1, "only 1 can be asked"},
             Row{"detect: { methods: [dns], quorum: 4 }", 35, "only 3 can be asked"},
             Row{"detect: { methods: [dns, https], https: ['https://a.example/'], quorum: 5 }", 73,
                 "only 4 can be asked"},
             Row{"detect: { method: dns }", 11, "did you mean \"methods\"?"},
             Row{"detect: https", 9, "detect"},
         }) {
        CAPTURE(row.text);
        const auto loaded = load(row.text);
        CHECK_FALSE(loaded.config);
        REQUIRE(loaded.diagnostics.size() == 1);
        const Diagnostic& said = loaded.diagnostics.front();
        CAPTURE(said.message);
        CHECK(said.line == 1);
        CHECK(said.column == row.column);
        CHECK(said.message.find(row.message) != std::string::npos);
    }
}
