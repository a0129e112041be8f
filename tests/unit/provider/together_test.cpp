// SPDX-License-Identifier: MIT
// Providers that write both families of a name at once.
#include "unit/provider/dialogue.h"

using namespace ddns;
using namespace ddns::provider_test;

namespace {

const std::string head = R"(
format: 1
title: Both
docs: https://p.example/docs
confidence: high, 2026-01-01
names: full
replies:
  - updated: { body: good }
  - auth: { body: badauth }
  - ok: { status: "201" }
)";
const std::string pushes = head + R"(
types: together
push: { request: "GET /u?host={name}&ip4={ip4}&ip6={ip6}" }
)";

} // namespace

TEST_CASE("changes of both families are one request with one outcome each") {
    Bench bench(pushes);
    converse(bench,
             {change(0, "a.example", {"192.0.2.1"}), change(1, "a.example", {"2001:db8::1"}),
              change(2, "b.example", {"192.0.2.2"})},
             {{"GET /u?host=a.example&ip4=192.0.2.1&ip6=2001%3Adb8%3A%3A1", 200, "good", {}},
              {"GET /u?host=b.example&ip4=192.0.2.2", 200, "badauth", {}}});
    CHECK(ended(bench) == Words{"0 updated", "1 updated", "2 auth"});
}

TEST_CASE("a push for both families has room for one address of each") {
    Bench bench(head + R"(
types: together
push: { request: "GET /u?host={name}&ip={ips}" }
)");
    auto both = change(0, "a.example", {"192.0.2.1"});
    both.other = {*IpAddress::parse("2001:db8::1")};
    converse(bench, {both, change(1, "b.example", {"192.0.2.1", "192.0.2.2"})},
             {{"GET /u?host=a.example&ip=192.0.2.1,2001%3Adb8%3A%3A1", 200, "good", {}}});
    CHECK(ended(bench) == Words{"1 rejected", "0 updated"});
    CHECK_FALSE(bench.loaded.definition->info.several_values);
}

TEST_CASE("a change of one family carries what the other holds") {
    Bench bench(pushes);
    auto only_six = change(1, "a.example", {"2001:db8::2"});
    only_six.other = {*IpAddress::parse("192.0.2.1")};
    converse(bench, {only_six},
             {{"GET /u?host=a.example&ip4=192.0.2.1&ip6=2001%3Adb8%3A%3A2", 200, "good", {}}});
    REQUIRE(bench.outcomes.size() == 1);
    CHECK(bench.outcomes[0].record == 1);
    CHECK(bench.outcomes[0].values == only_six.values);
}

TEST_CASE("one record that holds both families is compared and written whole") {
    Bench bench(head + R"(
types: together
list: { request: "GET /r?name={name}", items: /r, each: { id: /id, name: /n, value: /v } }
create: { request: "POST /r", body: { n: "{name}", v: "{ips}" }, each: { id: /id } }
update: { request: "PUT /r/{record_id}", body: { v: "{ips}" } }
)");
    auto four = change(0, "a.example.com", {"192.0.2.1"});
    four.other = {*IpAddress::parse("2001:db8::1")};
    converse(bench, {four},
             {{"GET /r?name=a.example.com", 201, R"({"r":[]})", {}},
              {R"(POST /r {"n":"a.example.com","v":"192.0.2.1,2001:db8::1"})", 201, R"({"id":"1"})", {}}});
    CHECK(ended(bench) == Words{"0 updated"});
    auto six = change(1, "a.example.com", {"2001:db8::2"});
    six.other = {*IpAddress::parse("192.0.2.1")};
    converse(bench, {six}, {{R"(PUT /r/1 {"v":"192.0.2.1,2001:db8::2"})", 201, "{}", {}}});
    CHECK(ended(bench) == Words{"1 updated"});
}
