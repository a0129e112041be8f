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

TEST_CASE("detect: name servers and STUN servers of one's own") {
    const auto loaded =
        load("detect: { methods: [dns, stun], quorum: 4, dns: ['dns://192.0.2.53/myip.example.net', "
             "'dns://[2001:db8::53]:5353/o.example.net?type=TXT;class=CH'], stun: ['stun:Stun.example.net', "
             "'stun:[2001:db8::7]:3479'] }");
    REQUIRE(loaded.config);
    const DetectSettings& settings = loaded.config->detect;
    REQUIRE(settings.dns.size() == 2);
    CHECK(settings.dns[0] == DnsEcho{"192.0.2.53", IpAddress::parse("192.0.2.53"), std::nullopt,
                                     "myip.example.net", std::nullopt, DnsClass::in, 53});
    CHECK(settings.dns[1] == DnsEcho{"2001:db8::53", std::nullopt, IpAddress::parse("2001:db8::53"),
                                     "o.example.net", DnsType::TXT, DnsClass::ch, 5353});
    REQUIRE(settings.stun.size() == 2);
    CHECK(settings.stun[0] == StunServer{"stun.example.net", "Stun.example.net", 3478});
    CHECK(settings.stun[1] == StunServer{"2001:db8::7", "2001:db8::7", 3479});
}

TEST_CASE("detect: an uplink's own stands over the general one") {
    const auto loaded =
        load("uplinks: { fiber: { interface: eth0 }, lte: { interface: wwan0, detect: { quorum: 1 } }, "
             "dsl: { interface: eth1, detect: { methods: [gateway], quorum: 1 } } }\n"
             "detect: { methods: [https, dns], quorum: 3, https: ['https://a.example/'] }");
    REQUIRE(loaded.config);
    const Config& config = *loaded.config;
    CHECK(config.detect_for("eth0") == config.detect);
    CHECK(config.detect.quorum == 3);
    CHECK(config.detect_for("wwan0").quorum == 1);
    CHECK(config.detect_for("wwan0").methods == config.detect.methods);
    CHECK(config.detect_for("wwan0").https == config.detect.https);
    CHECK(config.detect_for("eth1").methods == std::vector{DetectMethod::gateway});
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
             Row{"detect: { methods: [dns], dns: [208.67.222.222] }", 33, "must be like dns://"},
             Row{"detect: { methods: [dns], dns: ['dns://ns.example.net/me.example.net'] }", 33,
                 "by an address"},
             Row{"detect: { methods: [dns], dns: ['dns://192.0.2.1:0/me.example.net'] }", 33, "must be like"},
             Row{"detect: { methods: [dns], dns: ['dns://u@192.0.2.1/me.example.net'] }", 33, "must be like"},
             Row{"detect: { methods: [dns], dns: ['dns://192.0.2.1/'] }", 33, "must be like"},
             Row{"detect: { methods: [dns], dns: ['dns://192.0.2.1/a.example?type=MX'] }", 33,
                 "must be like"},
             Row{"detect: { methods: [dns], dns: ['dns://192.0.2.1/a.example?tpye=A'] }", 33, "must be like"},
             Row{"detect: { methods: [stun], stun: [stun.example.net] }", 35, "must be like stun:"},
             Row{"detect: { methods: [stun], stun: ['stun:a.example:70000'] }", 35, "must be like stun:"},
             Row{"detect: { methods: [stun], stun: ['stun:a.example/x'] }", 35, "must be like stun:"},
             Row{"detect: { methods: [stun], stun: ['stun:u@a.example'] }", 35, "must be like stun:"},
             Row{"detect: { dns: ['dns://192.0.2.1/a.example'] }", 11, "add dns to \"methods\""},
             Row{"uplinks: { lte: { interface: wwan0, detect: { quorum: 9 } } }", 55, "only 7 can be asked"},
             Row{"uplinks: { lte: { interface: wwan0, detect: { quorm: 9 } } }", 47,
                 "did you mean \"quorum\"?"},
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
