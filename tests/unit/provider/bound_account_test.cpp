// SPDX-License-Identifier: MIT
#include "provider/bound_account.h"

#include "unit/provider/bench.h"

#include <doctest/doctest.h>

using namespace ddns;
using namespace ddns::provider_test;

namespace {

const std::string head = "format: 1\ntitle: T\ndocs: d\nconfidence: high, 2026-01-02\n";
const std::string push =
    "push: { request: \"GET /u?n={name}&ip={ip}\", replies: [ updated: { status: 2xx } ] }\n";

/// Where the requests went, after each of the changes succeeded or not.
struct Sent : Bench {
    explicit Sent(const std::string& file) : Bench(file) {
        account.url.clear();
        transport.handler = [](const HttpRequest&) -> Result<HttpReply> {
            return FakeTransport::make_reply(200, "");
        };
    }
    std::string to(std::vector<Change> changes) {
        session = nullptr;
        submit(std::move(changes));
        settle();
        if (transport.calls.empty()) return outcomes.back().error.what;
        return url(transport.calls.size() - 1);
    }
};

} // namespace

TEST_CASE("a setting becomes a part of the host only if no other host can come of it") {
    const std::string file = head + "url: https://dns.{region}.p.example/v1/\n" + push +
                             "settings: { region: { is: required, help: r } }\n";
    for (const char* good : {"eu-1", "a.b", "EU"}) {
        Sent sent(file);
        sent.account.settings["region"] = Secret(good);
        CHECK(sent.to({change(0, "h.example.com", {"192.0.2.1"})}) ==
              std::string("https://dns.") + good + ".p.example/v1/u?n=h.example.com&ip=192.0.2.1");
    }
    for (const char* bad : {"", "evil.example/", "a@b", "a:1", "a#", "a?", "a b", "\xc3\xa4"}) {
        Sent sent(file);
        sent.account.settings["region"] = Secret(bad);
        CHECK(sent.to({change(0, "h.example.com", {"192.0.2.1"})}) ==
              "\"region\" of the account acct becomes a part of the provider's "
              "address and "
              "may hold letters, digits, \"-\" and \".\" only");
    }
}

TEST_CASE("an address may have a host for each type") {
    const std::string file = head + "url: https://{type}.p.example\ntypes: { A: ipv4, AAAA: ipv6 }\n" + push;
    Sent sent(file);
    CHECK(sent.to({change(0, "h.example.com", {"192.0.2.1"})}) ==
          "https://ipv4.p.example/u?n=h.example.com&ip=192.0.2.1");
    CHECK(sent.to({change(0, "h.example.com", {"2001:db8::1"})}) ==
          "https://ipv6.p.example/u?n=h.example.com&ip=2001%3Adb8%3A%3A1");
    CHECK(sent.transport.calls[1].request.label == "GET https://ipv6.p.example/u");
    sent.account.url = "https://own.example";
    CHECK(sent.to({change(0, "h.example.com", {"192.0.2.1"})}).starts_with("https://own.example/u?"));
}

TEST_CASE("a name that the zone itself does not have stands for nothing, or for the file's own word") {
    const auto bound_with = [](const std::string& names) {
        return head + "url: https://p.example\nnames: " + names + "\n" + push;
    };
    const auto written = [&](const std::string& names, std::string_view name) {
        const auto loaded = load_definition("t", "t.yaml", bound_with(names));
        REQUIRE(loaded.definition);
        return BoundAccount(*loaded.definition, Account{}).write_name(name, "example.com");
    };
    CHECK(written("relative", "a.example.com") == "a");
    CHECK(written("relative", "example.com") == std::nullopt);
    CHECK(written("relative @", "example.com") == "@");
    CHECK(written("full with dot", "a.example.com") == "a.example.com.");
    const auto loaded = load_definition("t", "t.yaml", bound_with("relative @ replies full"));
    const BoundAccount bound(*loaded.definition, Account{});
    CHECK(bound.write_name("a.example.com", "example.com") == "a");
    CHECK(bound.read_name("A.example.com.", "example.com") == "a.example.com");
    CHECK(bound.read_name("\\052.example.com.", "example.com") == "*.example.com");
}
