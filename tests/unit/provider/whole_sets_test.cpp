// SPDX-License-Identifier: MIT
// Providers that write all values of a name and type at once.
#include "unit/provider/dialogue.h"

using namespace ddns;
using namespace ddns::provider_test;

namespace {

const std::string head = R"(
format: 1
title: Sets
docs: https://p.example/docs
confidence: high, 2026-01-01
replies:
  - none: { status: "404" }
  - ok: { status: 2xx }
)";

/// As gcore and ns1: a set has a path; creating and replacing are two calls.
const std::string by_path = head + R"(
names: relative @
zone: { request: "GET /zones/{candidate}", each: { id: /id, name: /name } }
list:
  request: GET /zones/{zone_name}/{name}/{type}
  each: { value: "/answers/*/ip", ttl: /ttl }
create: { request: "POST /zones/{zone_name}/{name}/{type}", body: { ttl: "{ttl|300}", answers: { each: { ip: "{ip}" } } } }
update: { request: "PUT /zones/{zone_name}/{name}/{type}", body: { ttl: "{ttl}", answers: { each: { ip: "{ip}" } } } }
delete: { request: "DELETE /zones/{zone_name}/{name}/{type}" }
)";

/// As huaweicloud: a set has an id.
const std::string by_id = head + R"(
names: full with dot
zone: { request: "GET /zones?name={candidate}", items: /zones, each: { id: /id, name: /name } }
list: { request: "GET /sets?name={name}&type={type}", items: /sets, each: { id: /id, name: /name, type: /type, value: /records } }
create: { request: "POST /zones/{zone}/sets", body: { name: "{name}", records: { each: "{ip}" } }, each: { id: /id } }
update: { request: "PUT /zones/{zone}/sets/{record_id}", body: { records: { each: "{ip}" } } }
delete: { request: "DELETE /zones/{zone}/sets/{record_id}" }
)";

const char zone_reply[] = R"({"id":7,"name":"example.com"})";

} // namespace

TEST_CASE("a set that is not there is created with all its values, and then known") {
    Bench bench(by_path);
    converse(
        bench, {change(0, "home.example.com", {"192.0.2.1", "192.0.2.2"})},
        {{"GET /zones/example.com", 200, zone_reply, {}},
         {"GET /zones/example.com/home/A", 404, "", {}},
         {"GET /zones/home.example.com", 404, "", {}},
         {R"(POST /zones/example.com/home/A {"ttl":300,"answers":[{"ip":"192.0.2.1"},{"ip":"192.0.2.2"}]})",
          201,
          "",
          {}}});
    CHECK(ended(bench) == Words{"0 updated"});
    converse(bench, {change(0, "home.example.com", {"192.0.2.2", "192.0.2.1"})}, {});
    CHECK(ended(bench) == Words{"0 unchanged"});
    converse(bench, {change(0, "home.example.com", {"192.0.2.2"})},
             {{R"(PUT /zones/example.com/home/A {"answers":[{"ip":"192.0.2.2"}]})", 200, "", {}}});
    CHECK(ended(bench) == Words{"0 updated"});
}

TEST_CASE("a set that holds what is wanted costs no write, another TTL does") {
    Bench bench(by_path);
    const char held[] = R"({"ttl":120,"answers":[{"ip":"192.0.2.2"},{"ip":"192.0.2.1"}]})";
    const std::vector<Line> look = {{"GET /zones/example.com", 200, zone_reply, {}},
                                    {"GET /zones/example.com/home/A", 200, held, {}}};
    converse(bench, {change(0, "home.example.com", {"192.0.2.1", "192.0.2.2"})}, look);
    CHECK(ended(bench) == Words{"0 unchanged"});
    auto longer = change(0, "home.example.com", {"192.0.2.1", "192.0.2.2"});
    longer.ttl = 600;
    converse(
        bench, {longer},
        {{R"(PUT /zones/example.com/home/A {"ttl":600,"answers":[{"ip":"192.0.2.1"},{"ip":"192.0.2.2"}]})",
          200,
          "",
          {}}});
    CHECK(ended(bench) == Words{"0 updated"});
}

TEST_CASE("a set with an id is replaced and removed by it") {
    Bench bench(by_id);
    converse(
        bench, {change(0, "home.example.com", {"192.0.2.9"})},
        {{"GET /zones?name=example.com", 200, R"({"zones":[{"id":"z1","name":"example.com."}]})", {}},
         {"GET /sets?name=home.example.com.&type=A",
          200,
          R"({"sets":[{"id":"s1","name":"home.example.com.","type":"A","records":["192.0.2.1","192.0.2.2"]},{"id":"s2","name":"xhome.example.com.","type":"A","records":["192.0.2.9"]}]})",
          {}},
         {R"(PUT /zones/z1/sets/s1 {"records":["192.0.2.9"]})", 202, "{}", {}}});
    CHECK(ended(bench) == Words{"0 updated"});
    Change gone = change(0, "home.example.com", {"192.0.2.9"});
    gone.values.clear();
    converse(bench, {gone}, {{"DELETE /zones/z1/sets/s1", 204, "", {}}});
    CHECK(ended(bench) == Words{"0 updated"});
    converse(bench, {gone}, {});
    CHECK(ended(bench) == Words{"0 unchanged"});
}

TEST_CASE("a push writes a set without looking, in the zone that the record names") {
    Bench bench(head + R"(
names: relative
push: { request: "PUT /{zone_name}/{type}/{name|@}", body: [ { each: { data: "{ip}", ttl: "{ttl}" } } ] }
delete: { request: "DELETE /{zone_name}/{type}/{name|@}" }
)");
    auto deep = change(1, "a.b.example.co.uk", {"192.0.2.1"});
    deep.options["zone"] = "example.co.uk";
    converse(bench, {change(0, "example.com", {"192.0.2.1"}), deep, change(2, "a.co.uk", {"192.0.2.1"})},
             {{R"(PUT /example.com/A/@ [[{"data":"192.0.2.1"}]])", 200, "", {}},
              {R"(PUT /example.co.uk/A/a.b [[{"data":"192.0.2.1"}]])", 200, "", {}}});
    CHECK(ended(bench) == Words{"2 config", "0 updated", "1 updated"});
}

TEST_CASE("a push with a list compares first; where the request fails nothing is believed") {
    Bench bench(head + R"(
names: full with dot
list: { request: "GET /{zone_name}/{name}/{type}", each: { value: "/v/*" } }
push: { request: "PATCH /{zone_name}", body: { set: { name: "{name}", type: "{type}", values: { each: "{ip}" } } } }
)");
    converse(bench, {change(0, "home.example.com", {"192.0.2.1"})},
             {{"GET /example.com/home.example.com./A", 200, R"({"v":["192.0.2.1"]})", {}}});
    CHECK(ended(bench) == Words{"0 unchanged"});
    auto again = change(0, "home.example.com", {"192.0.2.1"});
    again.refresh = true;
    const std::string write =
        R"(PATCH /example.com {"set":{"name":"home.example.com.","type":"A","values":["192.0.2.1"]}})";
    converse(bench, {again}, {{write, 500, "", {}}});
    CHECK(ended(bench) == Words{"0 server"});
    converse(bench, {again}, {{"GET /example.com/home.example.com./A", 404, "", {}}, {write, 200, "", {}}});
    CHECK(ended(bench) == Words{"0 updated"});
    Change gone = change(0, "home.example.com", {"192.0.2.1"});
    gone.values.clear();
    converse(bench, {gone}, {});
    CHECK(ended(bench) == Words{"0 rejected"});
}

TEST_CASE("many sets of a zone share a batch, and a set that is refused does not hold up the others") {
    Bench bench(head + R"(
names: relative @
pace: 3 in one
push: { request: "PUT /{zone_name}/{name}/{type}", body: { records: { each: "{ip}" } } }
batch: { request: "PUT /{zone_name}", body: { sets: { push: { name: "{name}", records: { each: "{ip}" } } } }, replies: [ { rejected: { status: "400" } } ] }
)");
    std::vector<Change> changes;
    for (const char* name : {"a.example.com", "b.example.com"})
        changes.push_back(change(changes.size(), name, {"192.0.2.1"}));
    converse(
        bench, changes,
        {{R"(PUT /example.com {"sets":[{"name":"a","records":["192.0.2.1"]},{"name":"b","records":["192.0.2.1"]}]})",
          400,
          "",
          {}},
         {R"(PUT /example.com/a/A {"records":["192.0.2.1"]})", 200, "", {}},
         {R"(PUT /example.com/b/A {"records":["192.0.2.1"]})", 400, "", {}}});
    CHECK(ended(bench) == Words{"0 updated", "1 bad_reply"});
}

TEST_CASE("sets and removals stand in one list of a batch, and a batch must hold both") {
    const std::string words = R"(
names: relative @
pace: 9 in one
list: { request: "GET /{zone_name}", items: "", each: { name: /n, type: /t, value: /v/*, ttl: /ttl } }
push: { request: "PATCH /{zone_name}/{name}/{type}", body: { v: { each: "{ip}" }, ttl: "{ttl|60}" } }
delete: { request: "DELETE /{zone_name}/{name}/{type}" }
)";
    const auto lacking = load_definition(
        "t", "t.yaml",
        head + words + "batch: { request: PATCH /b, body: [ { push: { n: \"{name}\" } } ] }\n");
    REQUIRE(lacking.diagnostics.size() == 1);
    CHECK(lacking.diagnostics[0].message.find("must hold push, and delete") != std::string::npos);

    Bench bench(head + words + R"(
batch:
  request: PATCH /{zone_name}
  body:
    - push: { n: "{name}", v: { each: "{ip}" }, ttl: "{ttl|60}" }
    - delete: { n: "{name}", v: [] }
)");
    std::vector<Change> changes;
    for (const char* name : {"a.example.com", "b.example.com", "c.example.com", "d.example.com"})
        changes.push_back(change(changes.size(), name, {"192.0.2.2"}));
    changes[1].values.clear();
    converse(
        bench, changes,
        {{"GET /example.com",
          200,
          R"([{"n":"a","t":"A","v":["192.0.2.1"],"ttl":300},{"n":"b","t":"A","v":["192.0.2.1"],"ttl":300},)"
          R"({"n":"c","t":"A","v":["192.0.2.2"],"ttl":300}])",
          {}},
         {R"(PATCH /example.com [{"n":"a","v":["192.0.2.2"],"ttl":300},{"n":"d","v":["192.0.2.2"],"ttl":60},)"
          R"({"n":"b","v":[]}])",
          200,
          "",
          {}}});
    CHECK(ended(bench) == Words{"2 unchanged", "0 updated", "1 updated", "3 updated"});
}
