// SPDX-License-Identifier: MIT
// Providers whose records have no ids, ids that change, and what a write must not wipe.
#include "unit/provider/dialogue.h"

using namespace ddns;
using namespace ddns::provider_test;

namespace {

const std::string head = R"(
format: 1
title: Pairs
docs: https://p.example/docs
confidence: high, 2026-01-01
names: full
replies:
  - none: { status: "404" }
  - ok: { status: 2xx }
)";

} // namespace

TEST_CASE("without ids the value tells the record; the new one comes before the old one goes") {
    Bench bench(head + R"(
list: { request: "GET /all", items: /data, each: { name: /record, type: /type, value: /value } }
create: { request: "GET /add?record={name}&type={type}&value={ip}" }
delete: { request: "GET /remove?record={name}&type={type}&value={old}" }
)");
    converse(
        bench, {change(0, "home.example.com", {"192.0.2.9"})},
        {{"GET /all",
          200,
          R"({"data":[{"record":"home.example.com","type":"A","value":"192.0.2.1"},{"record":"home.example.com","type":"AAAA","value":"2001:db8::1"}]})",
          {}},
         {"GET /add?record=home.example.com&type=A&value=192.0.2.9", 200, "", {}},
         {"GET /remove?record=home.example.com&type=A&value=192.0.2.1", 200, "", {}}});
    CHECK(ended(bench) == Words{"0 updated"});
    converse(bench, {change(0, "home.example.com", {"192.0.2.8"})},
             {{"GET /add?record=home.example.com&type=A&value=192.0.2.8", 500, "", {}}});
    CHECK(ended(bench) == Words{"0 server"}); // and the old one is still there
}

TEST_CASE("name and value may be words of one text") {
    Bench bench(head + R"(
list: { request: "GET /hosts", items: /hosts, each: { name: word 2, type: word 1, value: word 1 } }
create: { request: "PUT /hosts/{ip}%20{name}" }
delete:
  request: DELETE /hosts/{old}%20{name}
  replies: [unchanged: { status: "404" }]
)");
    const std::string listed =
        R"({"hosts":["192.0.2.1 home.lan","  192.0.2.7\t nas.lan  other.lan # a note","2001:db8::0:1 home.lan","192.0.2.5",7,""]})";
    converse(bench, {change(0, "home.lan", {"192.0.2.2"}), change(1, "home.lan", {"2001:db8::1"})},
             {{"GET /hosts", 200, listed, {}},
              {"GET /hosts", 200, listed, {}},
              {"PUT /hosts/192.0.2.2%20home.lan", 201, "", {}},
              {"DELETE /hosts/192.0.2.1%20home.lan", 204, "", {}}});
    CHECK(ended(bench) == Words{"1 unchanged", "0 updated"});

    // A line with more than one name is no pair: it stays, and that is told.
    const std::string both = R"({"hosts":["192.0.2.7 nas.lan other.lan","192.0.2.8 nas.lan"]})";
    converse(bench, {change(2, "nas.lan", {"192.0.2.8"})},
             {{"GET /hosts", 200, both, {}},
              {"DELETE /hosts/192.0.2.7%20nas.lan", 404, "{}", {}},
              {"GET /hosts", 200, both, {}},
              {"DELETE /hosts/192.0.2.7%20nas.lan", 404, "{}", {}}});
    CHECK(ended(bench) == Words{"2 rejected"});
}

TEST_CASE("a pair is updated by what it holds") {
    Bench bench(head + R"(
list: { request: "GET /list", items: "", each: { name: /domain, value: /answer } }
types: A
create: { request: "POST /add", body: { domain: "{name}", answer: "{ip}" } }
update: { request: "PUT /update", body: { target: { domain: "{name}", answer: "{old}" }, update: { domain: "{name}", answer: "{ip}" } } }
delete: { request: "POST /delete", body: { domain: "{name}", answer: "{old}" } }
)");
    const std::string first =
        R"(PUT /update {"target":{"domain":"nas.lan","answer":"192.0.2.1"},"update":{"domain":"nas.lan","answer":"192.0.2.2"}})";
    const std::string second =
        R"(PUT /update {"target":{"domain":"nas.lan","answer":"192.0.2.2"},"update":{"domain":"nas.lan","answer":"192.0.2.3"}})";
    converse(
        bench, {change(0, "nas.lan", {"192.0.2.2"})},
        {{"GET /list", 200, R"([{"domain":"nas.lan","answer":"192.0.2.1"}])", {}}, {first, 200, "", {}}});
    converse(bench, {change(0, "nas.lan", {"192.0.2.3"})}, {{second, 200, "", {}}});
    CHECK(ended(bench) == Words{"0 updated", "0 updated"});
}

TEST_CASE("an id that changes with an update is the one of the next update, and stays a number") {
    Bench bench(head + R"(
list: { request: "GET /list", items: /r, each: { id: /id, name: /name, type: /type, value: /value } }
create: { request: "POST /new", body: { name: "{name}", value: "{ip}" }, each: { id: /id } }
update: { request: "POST /set", body: { id: "{record_id}", value: "{ip}" }, each: { id: /new } }
delete: { request: "POST /drop", body: { id: "{record_id}" } }
)");
    converse(bench, {change(0, "home.example.com", {"192.0.2.2"})},
             {{"GET /list",
               200,
               R"({"r":[{"id":5,"name":"home.example.com","type":"A","value":"192.0.2.1"}]})",
               {}},
              {R"(POST /set {"id":5,"value":"192.0.2.2"})", 200, R"({"new":6})", {}}});
    converse(bench, {change(0, "home.example.com", {"192.0.2.3"})},
             {{R"(POST /set {"id":6,"value":"192.0.2.3"})", 200, R"({"new":7})", {}}});
    CHECK(ended(bench) == Words{"0 updated", "0 updated"});
}

TEST_CASE("a PUT says what the record holds already, a PATCH leaves it alone") {
    for (const bool put : {true, false}) {
        CAPTURE(put);
        Bench bench(head + R"(
settings: { weight: { is: record number, help: a weight } }
list: { request: "GET /list", items: /r, each: { id: /id, name: /name, type: /type, value: /value, weight: /weight } }
create: { request: "POST /new", body: { name: "{name}", value: "{ip}", weight: "{weight}" }, each: { id: /id } }
update: { request: ")" +
                    std::string(put ? "PUT" : "PATCH") +
                    R"( /r/{record_id}", body: { value: "{ip}", weight: "{weight}" } }
delete: { request: "DELETE /r/{record_id}" }
)");
        const std::string write =
            put ? R"(PUT /r/5 {"value":"192.0.2.2","weight":30})" : R"(PATCH /r/5 {"value":"192.0.2.2"})";
        converse(
            bench, {change(0, "home.example.com", {"192.0.2.2"})},
            {{"GET /list",
              200,
              R"({"r":[{"id":"5","name":"home.example.com","type":"A","value":"192.0.2.1","weight":30}]})",
              {}},
             {write, 200, "", {}}});
        CHECK(ended(bench) == Words{"0 updated"});
    }
}

TEST_CASE("the held TTL stands where the user gave none; in a PATCH only before a text") {
    const std::pair<std::string, std::string> cases[] = {
        {R"("PUT /r/{record_id}", body: { value: "{ip}", ttl: "{ttl}" })",
         R"(PUT /r/5 {"value":"192.0.2.2","ttl":600})"},
        {R"("PATCH /r/{record_id}", body: { value: "{ip}", ttl: "{ttl}" })",
         R"(PATCH /r/5 {"value":"192.0.2.2"})"},
        {R"("PATCH /r/{record_id}", body: { value: "{ip}", ttl: "{ttl|60}", weight: "{weight|1}" })",
         R"(PATCH /r/5 {"value":"192.0.2.2","ttl":600,"weight":30})"}};
    for (const auto& [update, write] : cases) {
        CAPTURE(update);
        Bench bench(head + R"(
settings: { weight: { is: record number, help: a weight } }
list: { request: "GET /list", items: /r, each: { id: /id, name: /name, type: /type, value: /value, ttl: /ttl, weight: /weight } }
create: { request: "POST /new", body: { name: "{name}", value: "{ip}" }, each: { id: /id } }
update: { request: )" +
                    update + R"( }
delete: { request: "DELETE /r/{record_id}" }
)");
        converse(
            bench, {change(0, "home.example.com", {"192.0.2.2"})},
            {{"GET /list",
              200,
              R"({"r":[{"id":"5","name":"home.example.com","type":"A","value":"192.0.2.1","ttl":600,"weight":30}]})",
              {}},
             {write, 200, "", {}}});
        CHECK(ended(bench) == Words{"0 updated"});
    }
}

TEST_CASE("a record that takes the place of another has its TTL") {
    Bench bench(head + R"(
list: { request: "GET /all", items: /r, each: { name: /name, type: /type, value: /value, ttl: /ttl } }
create: { request: "POST /new", body: { name: "{name}", value: "{ip}", ttl: "{ttl|300}" } }
delete: { request: "POST /drop", body: { name: "{name}", value: "{old}" } }
)");
    converse(bench, {change(0, "home.example.com", {"192.0.2.2"})},
             {{"GET /all",
               200,
               R"({"r":[{"name":"home.example.com","type":"A","value":"192.0.2.1","ttl":60}]})",
               {}},
              {R"(POST /new {"name":"home.example.com","value":"192.0.2.2","ttl":60})", 200, "", {}},
              {R"(POST /drop {"name":"home.example.com","value":"192.0.2.1"})", 200, "", {}}});
    CHECK(ended(bench) == Words{"0 updated"});
    converse(bench, {change(0, "home.example.com", {"192.0.2.3"})},
             {{R"(POST /new {"name":"home.example.com","value":"192.0.2.3","ttl":60})", 200, "", {}},
              {R"(POST /drop {"name":"home.example.com","value":"192.0.2.2"})", 200, "", {}}});
    CHECK(ended(bench) == Words{"0 updated"});
}

TEST_CASE("where nothing else tells the type, the address does, and a name may come in two parts") {
    Bench bench(head + R"(
list: { request: "GET /list", items: /r, each: { id: /id, name: /host /domain, type: /value, value: /value } }
create: { request: "POST /new", body: { name: "{name}", value: "{ip}" }, each: { id: /id } }
update: { request: "PUT /r/{record_id}", body: { value: "{ip}" } }
delete: { request: "DELETE /r/{record_id}" }
)");
    converse(bench, {change(0, "home.example.com", {"192.0.2.2"})},
             {{"GET /list",
               200,
               R"({"r":[{"id":"4","host":"home","domain":"example.com","value":"2001:db8::1"},)"
               R"({"id":"5","host":"home","domain":"example.com","value":"192.0.2.1"},)"
               R"({"id":"6","host":"home","domain":"example.net","value":"192.0.2.3"},)"
               R"({"id":"7","host":"","domain":"home.example.com","value":"words"}]})",
               {}},
              {R"(PUT /r/5 {"value":"192.0.2.2"})", 200, "", {}}});
    CHECK(ended(bench) == Words{"0 updated"});
}

TEST_CASE("a list of one that is no list is read") {
    Bench bench(head + R"(
list: { request: "GET /list", items: /r, each: { id: /id, name: /name, type: /type, value: /value } }
create: { request: "POST /new", body: { name: "{name}", value: "{ip}" }, each: { id: /id } }
update: { request: "PUT /r/{record_id}", body: { value: "{ip}" } }
delete: { request: "DELETE /r/{record_id}" }
)");
    converse(bench, {change(0, "home.example.com", {"192.0.2.2"})},
             {{"GET /list",
               200,
               R"({"r":{"id":"5","name":"home.example.com","type":"A","value":"192.0.2.2"}})",
               {}}});
    CHECK(ended(bench) == Words{"0 unchanged"});
}

TEST_CASE("a list of bare ids leads to updates") {
    Bench bench(head + R"(
list: { request: "GET /ids?name={name}&type={type}", items: "", each: { id: "", value: /none } }
create: { request: "POST /new", body: { name: "{name}", value: "{ip}" }, each: { id: /id } }
update: { request: "PUT /r/{record_id}", body: { value: "{ip}" } }
delete: { request: "DELETE /r/{record_id}" }
)");
    converse(bench, {change(0, "home.example.com", {"192.0.2.2"})},
             {{"GET /ids?name=home.example.com&type=A", 200, "[41]", {}},
              {R"(PUT /r/41 {"value":"192.0.2.2"})", 200, "", {}}});
    CHECK(ended(bench) == Words{"0 updated"});
    converse(bench, {change(0, "home.example.com", {"192.0.2.2"})}, {});
    CHECK(ended(bench) == Words{"0 unchanged"});
}
