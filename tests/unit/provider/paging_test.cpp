// SPDX-License-Identifier: MIT
#include "provider/link_header.h"
#include "unit/provider/dialogue.h"

#include <fmt/format.h>

using namespace ddns;
using namespace ddns::provider_test;

namespace {

std::string pages(const std::string& query, const std::string& more) {
    return R"(
format: 1
title: Pages
docs: https://p.example/docs
confidence: high, 2026-01-01
names: full
replies:
  - ok: { status: 2xx }
list: { request: "GET /r?size=1)" +
           query + R"(", items: /r, more: )" + more + R"(, each: { id: /id, name: /n, type: /t, value: /v } }
create: { request: "POST /r", body: { n: "{name}" }, each: { id: /id } }
update: { request: "PUT /r/{record_id}", body: { v: "{ip}" } }
delete: { request: "DELETE /r/{record_id}" }
)";
}

const char other[] =
    R"({"r":[{"id":"1","n":"x.example.com","t":"A","v":"192.0.2.7"}],"next":"c2","total":2})";
const char still[] = R"({"r":[{"id":"2","n":"a.example.com","t":"A","v":"192.0.2.1"}],"next":"c2"})";
const char ours[] = R"({"r":[{"id":"2","n":"a.example.com","t":"A","v":"192.0.2.1"}],"next":null,"total":2})";

} // namespace

TEST_CASE("a list goes on while there is a cursor") {
    Bench bench(pages("&after={cursor}", "/next"));
    converse(bench, {change(0, "a.example.com", {"192.0.2.1"})},
             {{"GET /r?size=1", 200, other, {}}, {"GET /r?size=1&after=c2", 200, ours, {}}});
    CHECK(ended(bench) == Words{"0 unchanged"});
}

TEST_CASE("a list goes on by the Link header, on the same host only") {
    Bench bench(pages("", "Link"));
    converse(bench, {change(0, "a.example.com", {"192.0.2.1"})},
             {{"GET /r?size=1", 200, other, {{"link", R"(<https://p.example/r?size=1&p=2>; rel="next")"}}},
              {"GET /r?size=1&p=2", 200, ours, {{"link", R"(</r?size=1>; rel="first")"}}}});
    CHECK(ended(bench) == Words{"0 unchanged"});
    converse(bench, {change(1, "b.example.com", {"192.0.2.1"})},
             {{"GET /r?size=1", 200, other, {{"link", R"(<https://evil.example/r>; rel="next")"}}}});
    CHECK(ended(bench) == Words{"1 bad_reply"});
}

TEST_CASE("a list goes on until as many items were read as there are") {
    Bench bench(pages("&page={page}", "/total"));
    converse(bench, {change(0, "a.example.com", {"192.0.2.1"})},
             {{"GET /r?size=1&page=1", 200, other, {}}, {"GET /r?size=1&page=2", 200, ours, {}}});
    CHECK(ended(bench) == Words{"0 unchanged"});
}

TEST_CASE("a cursor that stands still ends the list") {
    Bench bench(pages("&after={cursor}", "/next"));
    converse(bench, {change(0, "a.example.com", {"192.0.2.1"})},
             {{"GET /r?size=1", 200, other, {}}, {"GET /r?size=1&after=c2", 200, still, {}}});
    CHECK(ended(bench) == Words{"0 unchanged"});
}

TEST_CASE("the next page of a Link header") {
    struct Row {
        const char* header;
        const char* expected;
    };
    const Row rows[] = {
        {"", ""},
        {R"(<https://a.example/x?p=2>; rel="next")", "https://a.example/x?p=2"},
        {R"(<https://a.example/x?p=9>; rel="last", <https://a.example/x?p=2>; rel="next")",
         "https://a.example/x?p=2"},
        {R"(<https://a.example/x?a=1,2>; title="a, b"; rel="prev next")", "https://a.example/x?a=1,2"},
        {R"(<https://A.EXAMPLE/x>; REL=next)", "https://a.example/x"},
        {R"(</x?p=2>; rel=next)", "https://a.example/x?p=2"},
        {R"(<//b.example/x>; rel=next)", "error"},
        {R"(<https://a.example:8443/x>; rel=next)", "error"},
        {R"(<http://a.example/x>; rel=next)", "error"},
        {R"(<https://a.example.evil/x>; rel=next)", "error"},
        {R"(<https://a.example@evil/x>; rel=next)", "error"},
        {R"(<https://a.example/x>; rel="nextish")", ""},
        {R"(<https://a.example/x; rel="next")", ""},
    };
    for (const Row& row : rows) {
        CAPTURE(row.header);
        const auto next = next_page(row.header, "https://a.example/v1/records?x=1");
        CHECK((next ? *next : std::string("error")) == row.expected);
    }
}

TEST_CASE("where a list has ids only, each is asked for") {
    Bench bench(R"(
format: 1
title: Ids
docs: https://p.example/docs
confidence: high, 2026-01-01
names: full
replies:
  - none: { status: "404" }
  - ok: { status: 2xx }
list: { request: "GET /r?n={name|}&t={type}", items: "", more: "GET /r/{record_id}", each: { id: /id, name: /n, value: /v } }
create: { request: "POST /r", body: { n: "{name}", v: "{ip}" }, each: { id: /id } }
update: { request: "PUT /r/{record_id}", body: { v: "{ip}" } }
delete: { request: "DELETE /r/{record_id}" }
)");
    const auto item = [](int id, const char* value) {
        return fmt::format(R"({{"id":{},"n":"a.example.com","v":"{}"}})", id, value);
    };
    // A stranger's value stays, ours of before is known again after a restart.
    Change all = change(0, "a.example.com", {"192.0.2.2"});
    all.keep_others = true;
    all.ours = {*IpAddress::parse("192.0.2.1"), *IpAddress::parse("192.0.2.2")};
    converse(bench, {all},
             {{"GET /r?n=a.example.com&t=A", 200, "[7,8,9]", {}},
              {"GET /r/7", 200, item(7, "192.0.2.7"), {}},
              {"GET /r/8", 404, "", {}},
              {"GET /r/9", 200, item(9, "192.0.2.1"), {}},
              {R"(PUT /r/9 {"v":"192.0.2.2"})", 200, "", {}}});
    CHECK(bench.outcomes.at(0).requests == 5);
    CHECK(ended(bench) == Words{"0 updated"});

    // One of them without an answer: nothing is known, and nothing is written.
    bench.submit({change(1, "b.example.com", {"192.0.2.2"})});
    bench.transport.reply(5, 200, "[1,2]");
    CHECK(bench.url(7) == "https://p.example/r/2");
    bench.transport.reply(6, 500, "");
    bench.settle();
    CHECK(bench.transport.calls.at(7).cancelled);
    CHECK(bench.transport.calls.size() == 8);
    CHECK(ended(bench) == Words{"1 server"});
}
