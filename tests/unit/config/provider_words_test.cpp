// SPDX-License-Identifier: MIT
// What a provider's file says about its settings, types, zones and manners decides what a configuration may
// say.
#include "config/load.h"
#include "fakes/known_providers.h"

#include <doctest/doctest.h>

using namespace ddns;

namespace {

SettingSpec setting(std::string name) {
    SettingSpec spec;
    spec.name = std::move(name);
    return spec;
}

/// One provider with everything that matters here.
ProviderInfo talker() {
    ProviderInfo info;
    info.name = "talker";
    info.url = "https://{region}.talker.example";
    info.settings = {setting("region"), setting("fast"), setting("level")};
    info.settings[0].host = true;
    info.settings[1].boolean = true;
    info.settings[2].number = true;
    info.options = {setting("zone"), setting("proxied"), setting("weight")};
    info.options[1].boolean = true;
    info.options[2].number = true;
    info.aaaa = false;
    info.ttl = false;
    info.zone_option = true;
    info.together = true;
    info.apart = std::chrono::minutes(5);
    info.again = std::chrono::hours(24);
    return info;
}

LoadedConfig load(const std::string& account, const std::string& record, ProviderInfo info = talker()) {
    fakes::FakeConfigWorld world;
    KnownProviders known = fakes::known_providers();
    static ProviderInfo kept;
    kept = std::move(info);
    known.find = [](std::string_view name) { return name == "talker" ? &kept : nullptr; };
    const std::string text = "accounts:\n  t: { provider: talker" + account +
                             " }\nrecords:\n  - { account: t, name: home.example.com" + record + " }\n";
    return parse_config(text, "c.yaml", known, world.world());
}

std::string said(const std::string& account, const std::string& record, const ProviderInfo& info = talker()) {
    std::string out;
    for (Diagnostic d : load(account, record, info).diagnostics) {
        d.excerpt.clear();
        out += to_string(d).substr(7) + "\n";
    }
    return out;
}

} // namespace

TEST_CASE("settings and options have the type that the provider's file says") {
    CHECK(said(", fast: true, level: 3, region: eu-1", ", proxied: false, weight: 10").empty());
    CHECK(said("", ", proxied: banana") == "4:52: error: \"proxied\" must be true or false\n");
    CHECK(said("", ", weight: 1.5") == "4:51: error: \"weight\" must be a whole number\n");
    CHECK(said(", fast: banana", "") == "2:32: error: \"fast\" must be true or false\n");
    CHECK(said(", level: -1", "") == "2:33: error: \"level\" must be a whole number\n");
    CHECK(said(", region: evil.example/x", "") == "2:34: error: \"region\" becomes a part of the provider's "
                                                  "address and may hold letters, digits, \"-\" and "
                                                  "\".\" only\n");
}

TEST_CASE("a record has the types that its provider has") {
    const auto loaded = load("", "");
    REQUIRE(loaded.config);
    REQUIRE(loaded.config->records.size() == 1);
    CHECK(loaded.config->records[0].type == RecordType::A);
    CHECK(said("", ", types: [A]").empty());
    CHECK(said("", ", types: [A, AAAA]") == "4:54: error: provider talker has no AAAA records\n");
}

TEST_CASE("a zone that cannot be told is asked for, and must hold the name") {
    const auto with_zone = load("", ", zone: Example.com.");
    REQUIRE(with_zone.config);
    CHECK(with_zone.config->records[0].options.at("zone") == "example.com");
    CHECK(said("", ", zone: other.org") == "4:49: error: zone \"other.org\" does not hold the name "
                                           "\"home.example.com\"\n");
    CHECK(said("", ", zone: a..b") == "4:49: error: the zone has two dots in a row or starts with one\n");
    fakes::FakeConfigWorld world;
    ProviderInfo info = talker();
    KnownProviders known = fakes::known_providers();
    known.find = [&](std::string_view) { return &info; };
    const auto told = [&](const std::string& record) {
        const auto loaded = parse_config("accounts: { t: { provider: talker } }\nrecords: [ { account: t, " +
                                             record + " } ]\n",
                                         "c.yaml", known, world.world());
        return loaded.diagnostics.empty() ? std::string() : loaded.diagnostics[0].message;
    };
    CHECK(told("name: a.home.co.uk") ==
          "it cannot be told which zone holds \"a.home.co.uk\"; say it with \"zone\", "
          "for example zone: home.co.uk");
    CHECK(told("name: a.home.co.uk, zone: home.co.uk").empty());
    info.zone_option = false;
    info.options.clear();
    CHECK(told("name: a.home.co.uk").empty());
}

TEST_CASE("names in other scripts are told in both forms") {
    fakes::FakeConfigWorld world;
    const auto loaded = parse_config("accounts: { t: { provider: duckdns, token: \"${env:T}\" } }\nrecords:\n"
                                     "  - { account: t, name: m\xc3\xbcller.example, types: [A] }\n"
                                     "  - { account: t, name: xn--mller-kva.example, types: [A] }\n",
                                     "c.yaml", fakes::known_providers(), world.world());
    REQUIRE(loaded.diagnostics.size() == 2);
    CHECK(loaded.diagnostics[1].message == "record A xn--mller-kva.example (m\xc3\xbcller.example) at "
                                           "account \"t\" is given twice (first in line 3)");
}

TEST_CASE("a ttl where there is none is a warning") {
    CHECK(said("", ", ttl: 60") ==
          "4:43: warning: provider talker has no TTL of a record; \"ttl\" changes nothing there\n");
}

TEST_CASE("what a provider asks of whoever plans is in its accounts") {
    const auto loaded = load("", "");
    REQUIRE(loaded.config);
    CHECK(loaded.config->accounts[0].together);
    CHECK(loaded.config->accounts[0].apart == std::chrono::minutes(5));
    CHECK(loaded.config->accounts[0].again == std::chrono::hours(24));
}

TEST_CASE("a service that is gone is told so, and since when") {
    fakes::FakeConfigWorld world;
    const auto loaded =
        parse_config("accounts: { t: { provider: oldname } }\nrecords: [ { account: t, name: a.b.c } ]\n",
                     "c.yaml", fakes::known_providers(), world.world());
    REQUIRE(loaded.diagnostics.size() == 1);
    CHECK(loaded.diagnostics[0].message ==
          "there is no provider \"oldname\" any more: OldName closed on 2020-02-02");
    CHECK(loaded.diagnostics[0].line == 1);
}

TEST_CASE("a provider without TLS needs a word of consent") {
    ProviderInfo info = talker();
    info.url = "http://talker.example";
    CHECK(said("", "", info) ==
          "2:18: error: provider talker has no https://, so credentials go in the clear; say "
          "allow_http: true if you want that\n");
    CHECK(said(", allow_http: true", "", info).empty());
    CHECK(said(", url: \"https://own.example\"", "", info).empty());
}
