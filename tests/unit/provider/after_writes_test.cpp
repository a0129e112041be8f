// SPDX-License-Identifier: MIT
// What follows the writes: a commit for the zone, or the question what became of a job.
#include "unit/provider/dialogue.h"

using namespace ddns;
using namespace ddns::provider_test;

namespace {

const std::string head = R"(
format: 1
title: Commits
docs: https://p.example/docs
confidence: high, 2026-01-01
names: relative @
replies:
  - ok: { status: 2xx }
  - rejected: { status: "400" }
list: { request: "GET /{zone_name}/{name}/{type}", items: "", each: { id: /id, value: /v } }
)";
const std::string commits = head + R"(
create: { request: "POST /{zone_name}", body: { n: "{name}", v: "{ip}" }, each: { id: /id } }
update: { request: "PUT /{zone_name}/{record_id}", body: { v: "{ip}" } }
delete: { request: "DELETE /{zone_name}/{record_id}" }
after: { request: "POST /{zone_name}/refresh" }
)";
const std::string jobs = head + R"(
create: { request: "POST /{zone_name}", body: { n: "{name}", v: "{ip}" }, each: { id: /id, job: /job } }
update: { request: "PUT /{zone_name}/{record_id}", body: { v: "{ip}" }, each: { job: /job } }
delete: { request: "DELETE /{zone_name}/{record_id}" }
after: { request: "GET /jobs/{job}", replies: [ { pending: { /state: running } }, { rejected: { /state: error } } ] }
)";

} // namespace

TEST_CASE("a zone is committed once, when the last of its writes has ended") {
    Bench bench(commits);
    converse(bench,
             {change(0, "a.example.com", {"192.0.2.1"}), change(1, "b.example.com", {"192.0.2.1"}),
              change(2, "c.example.com", {"192.0.2.1"})},
             {{"GET /example.com/a/A", 200, "[]", {}},
              {"GET /example.com/b/A", 200, "[]", {}},
              {"GET /example.com/c/A", 200, R"([{"id":"9","v":"192.0.2.1"}])", {}},
              {R"(POST /example.com {"n":"a","v":"192.0.2.1"})", 200, R"({"id":"1"})", {}},
              {R"(POST /example.com {"n":"b","v":"192.0.2.1"})", 400, "", {}},
              {"POST /example.com/refresh", 200, "", {}}});
    CHECK(ended(bench) == Words{"2 unchanged", "1 rejected", "0 updated"});
}

TEST_CASE("a commit that fails is a failure of what was written, and nothing is believed") {
    Bench bench(commits);
    converse(bench, {change(0, "a.example.com", {"192.0.2.1"})},
             {{"GET /example.com/a/A", 200, "[]", {}},
              {R"(POST /example.com {"n":"a","v":"192.0.2.1"})", 200, R"({"id":"1"})", {}},
              {"POST /example.com/refresh", 500, "", {}}});
    CHECK(ended(bench) == Words{"0 server"});
    converse(bench, {change(0, "a.example.com", {"192.0.2.1"})},
             {{"GET /example.com/a/A", 200, R"([{"id":"1","v":"192.0.2.1"}])", {}}});
    CHECK(ended(bench) == Words{"0 unchanged"});
}

TEST_CASE("a job is asked about until it has ended") {
    Bench bench(jobs);
    converse(bench, {change(0, "a.example.com", {"192.0.2.1"})},
             {{"GET /example.com/a/A", 200, "[]", {}},
              {R"(POST /example.com {"n":"a","v":"192.0.2.1"})", 202, R"({"id":"1","job":77})", {}},
              {"GET /jobs/77", 200, R"({"state":"running"})", {}},
              {"GET /jobs/77", 200, R"({"state":"running"})", {}},
              {"GET /jobs/77", 200, R"({"state":"done"})", {}}});
    CHECK(ended(bench) == Words{"0 updated"});
}

TEST_CASE("a job that fails, never ends or is lost is a failure") {
    const std::vector<Line> written = {
        {"GET /example.com/a/A", 200, "[]", {}},
        {R"(POST /example.com {"n":"a","v":"192.0.2.1"})", 202, R"({"id":"1","job":77})", {}}};
    SUBCASE("fails") {
        Bench bench(jobs);
        auto lines = written;
        lines.push_back({"GET /jobs/77", 200, R"({"state":"error"})", {}});
        converse(bench, {change(0, "a.example.com", {"192.0.2.1"})}, lines);
        CHECK(ended(bench) == Words{"0 rejected"});
    }
    SUBCASE("never ends") {
        Bench bench(jobs);
        bench.submit({change(0, "a.example.com", {"192.0.2.1"})});
        bench.transport.reply(0, 200, "[]");
        bench.transport.reply(1, 202, R"({"id":"1","job":77})");
        bench.transport.reply(2, 200, R"({"state":"running"})");
        bench.turns.turn();
        bench.turns.time += std::chrono::seconds(61);
        bench.turns.turn();
        REQUIRE(bench.transport.calls.size() == 4);
        bench.transport.reply(3, 200, R"({"state":"running"})");
        CHECK(ended(bench) == Words{"0 server"});
    }
    SUBCASE("is lost") {
        Bench bench(jobs);
        bench.submit({change(0, "a.example.com", {"192.0.2.1"})});
        bench.transport.reply(0, 200, "[]");
        bench.transport.reply(1, 202, R"({"id":"1","job":77})");
        bench.transport.fail_with(2, {ErrorKind::network, "the connection was cut", {}});
        REQUIRE(bench.outcomes.size() == 1);
        CHECK(bench.outcomes[0].error.what.find("could not confirm") != std::string::npos);
    }
}
