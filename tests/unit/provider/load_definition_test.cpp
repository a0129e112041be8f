// SPDX-License-Identifier: MIT
#include "provider/load_definition.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace ddns;

namespace {

const std::string head =
    "format: 1\ntitle: T\ndocs: d\nconfidence: high, 2026-01-02\nurl: https://p.example\n";
const std::string push = "push:\n  request: GET /u?n={name}\n  replies:\n    - updated: { body: good }\n";

} // namespace

TEST_CASE("a small file is read") {
    const auto loaded = load_definition("t", "t.yaml", head + push);
    REQUIRE(loaded.definition);
    CHECK(loaded.definition->info.name == "t");
    CHECK(loaded.definition->info.url == "https://p.example");
    CHECK_FALSE(loaded.definition->info.several_values);
}

TEST_CASE("every mistake is told with its place") {
    struct Row {
        std::string text;
        int line;
        int column;
        std::string message;
    };
    const Row rows[] = {
        {head + push + "payce: 3 at once\n", 10, 1,
         "unknown key \"payce\" in a provider file; did you mean \"pace\"?"},
        {head + "push:\n  request: GET /u?n={nmae}\n  replies:\n    - updated: { body: good }\n", 7, 21,
         "nothing is called {nmae}; did you mean {name}?"},
        {head + push + "    - updatet: { body: x }\n", 10, 7,
         "a reply cannot mean \"updatet\"; did you mean \"updated\"?"},
        {head + push + "    - server 30x: { body: x }\n", 10, 7, "a wait is written like 30m, 90s or 2h"},
        {head + push + "    - auth: { boddy: x }\n", 10, 15,
         "a reply has no \"boddy\"; did you mean \"body\"?"},
        {head + push + "ttl: often\n", 10, 6,
         "ttl lists what is allowed, in seconds, like \"1, 60-86400\", or is \"none\""},
        {head + push + "title: again\n", 10, 1, "\"title\" stands twice in a provider file"},
        {head + push + "settings:\n  ip: { help: x }\n", 11, 3,
         "a setting cannot be called \"ip\": that placeholder is the engine's own"},
        {head + push + "settings:\n  key: { is: sekret, help: x }\n", 11, 14,
         "a setting cannot be \"sekret\"; did you mean \"secret\"?"},
        {head + push + "settings:\n  key: { is: record secret, help: x }\n", 11, 14,
         "a setting cannot be both secret and record"},
        {head + push + "settings:\n  key: { is: bool default maybe, help: x }\n", 11, 14,
         "the default must be true or false"},
        {head + push + "types: B\n", 10, 8,
         "types is one of: A, AAAA, together, or a map like { A: 1, AAAA: 28 }"},
        {head + push + "pace: fast\n", 10, 7,
         "pace is made of these, with commas: 4 at once (1 to 256), 20 in one (1 to 10000), 5m apart, again "
         "after 25d"},
        {head + push + "auth: bearer\n", 10, 7, "this auth is written as: bearer {token}"},
        {head + push + "auth: sigv3 {ip} x\n", 10, 7, ""},
        {head + push + "auth: { request: POST /login, each: { ip: /x }, replies: [ ok: { status: 2xx } ] }\n",
         10, 39, "what a login reads cannot be called \"ip\"; there is a placeholder of that name"},
        {head + push + "names: relative at the @\n", 10, 8,
         "names is one of: full, full with dot, relative, relative @, under DOMAIN; and then perhaps: "
         "replies "
         "full"},
        {head + "push:\n  request: GET /u\n", 1, 1,
         "\"push\" needs a reply that means success; none is assumed"},
        {head + "push:\n  request: GET /u?p={page}\n  replies: [ ok: { status: 2xx } ]\n", 1, 1,
         "{page} stands for nothing in \"push\""},
        {head + "push:\n  request: GET /u?p={zone}\n  replies: [ ok: { status: 2xx } ]\n", 1, 1,
         "{zone} is the id of a zone, so there must be a \"zone\" call; its name is {zone_name}"},
        {head + push + "like: duckdns\n", 10, 7, "there is no provider file \"duckdns\""},
        {"format: 1\ntitle: T\ndocs: d\nconfidence: sure\n" + push, 4, 13,
         "confidence is written like: medium, 2026-11-22; the TTL is a guess"},
        {head, 1, 1,
         "a provider needs \"push\", or \"list\" and \"create\" or \"update\" and mostly \"zone\" and "
         "\"delete\""},
        {"a: [", 2, 0, ""},
    };
    for (const Row& row : rows) {
        CAPTURE(row.text);
        const auto loaded = load_definition("t", "t.yaml", row.text);
        CHECK_FALSE(loaded.definition);
        REQUIRE_FALSE(loaded.diagnostics.empty());
        if (row.message.empty()) continue;
        CHECK(loaded.diagnostics.size() == 1);
        CHECK(loaded.diagnostics[0].message == row.message);
        CHECK(loaded.diagnostics[0].line == row.line);
        CHECK(loaded.diagnostics[0].column == row.column);
    }
}

TEST_CASE("only name, type and value can be a word of a text") {
    const auto mistakes = [](std::string_view each) {
        std::vector<std::string> out;
        for (const Diagnostic& mistake : load_definition("p", "p.yaml",
                                                         fmt::format(R"(
format: 1
title: P
docs: https://p.example/
confidence: high, 2026-11-26
url: https://p.example
names: full
replies: [ok: {{ status: 200 }}]
list: {{ request: GET /l, items: /all, each: {{ {} }} }}
create: {{ request: "POST /a?{{name}}={{ip}}" }}
delete: {{ request: "POST /d?{{name}}={{old}}" }}
)",
                                                                     each))
                                             .diagnostics)
            out.push_back(mistake.message);
        return out;
    };
    using Sentences = std::vector<std::string>;
    CHECK(mistakes("name: word 2, type: word 1, value: word 1").empty());
    CHECK(mistakes("name: /text word 2, type: /kind, value: /text word 9").empty());
    CHECK(mistakes("id: /text word 2, name: word 2, type: word 1, value: word 1") ==
          Sentences{"only name, type and value can be a word of a text"});
    for (const std::string_view wrong : {"word 0", "word 10", "word two", "words 2", "text word 2"}) {
        CAPTURE(wrong);
        CHECK(mistakes(fmt::format("name: {}, type: word 1, value: word 1", wrong)) ==
              Sentences{"name is a JSON Pointer and begins with a slash"});
    }
}

TEST_CASE("all mistakes of a file are told at once") {
    const auto loaded = load_definition("t", "t.yaml", "format: 2\npush: 3\nnames: odd\nxyz: 1\n");
    CHECK(loaded.diagnostics.size() >= 4);
}

TEST_CASE("what one file is like another comes from that one, and mistakes of it are told at the word") {
    const std::string base = head + push + "pace: 3 at once\nsettings: { key: { is: secret, help: k } }\n";
    const auto others = [&](std::string_view name) -> std::optional<OtherFile> {
        if (name == "base") return OtherFile{"base.yaml", base};
        if (name == "bad") return OtherFile{"bad.yaml", "pacce: 7\n" + push};
        if (name == "round") return OtherFile{"round.yaml", "like: round\n"};
        if (name == "between") return OtherFile{"between.yaml", "like: base\npace: 5 at once\n"};
        return std::nullopt;
    };
    const std::string own = "format: 1\ntitle: Own\ndocs: o\nconfidence: low, 2026-01-02; a guess\n";
    const auto loaded =
        load_definition("own", "own.yaml", own + "like: base\nurl: https://own.example/\n", others);
    REQUIRE(loaded.definition);
    CHECK(loaded.definition->info.title == "Own");
    CHECK(loaded.definition->info.url == "https://own.example");
    CHECK(loaded.definition->info.confidence == "low, 2026-01-02; a guess");
    CHECK(loaded.definition->pace.at_once == 3);
    CHECK(loaded.definition->info.settings.size() == 1);
    CHECK(loaded.definition->push);

    const auto bad = load_definition("own", "own.yaml", own + "like: bad\n", others);
    REQUIRE(bad.diagnostics.size() >= 1);
    CHECK(bad.diagnostics[0].file == "own.yaml");
    CHECK(bad.diagnostics[0].line == 5);
    CHECK(bad.diagnostics[0].message.starts_with("with line 1 of bad.yaml: "));

    const auto second = load_definition("own", "own.yaml", own + "like: between\n", others);
    REQUIRE(second.definition);
    CHECK(second.definition->pace.at_once == 5);
    CHECK(second.definition->info.url == "https://p.example");

    const auto round = load_definition("own", "own.yaml", own + "like: round\n", others);
    REQUIRE(round.diagnostics.size() == 1);
    CHECK(round.diagnostics[0].message == "this file is like one that is like another, more than 4 times");

    const std::string request = "push: { request: \"GET /{key}\", replies: [ ok: { status: 2xx } ] }\n";
    const auto lost = load_definition(
        "own", "own.yaml", own + "like: keyed\nsettings: {}\n",
        [&](std::string_view) -> std::optional<OtherFile> {
            return OtherFile{"keyed.yaml", head + request + "settings: { key: { help: k } }\n"};
        });
    REQUIRE(lost.diagnostics.size() == 1);
    CHECK(lost.diagnostics[0].line == 5);
    CHECK(lost.diagnostics[0].message == "with line 6 of keyed.yaml: nothing is called {key}");
}

TEST_CASE("all words are read") {
    const auto loaded = load_definition("t", "t.yaml", R"(
format: 1
title: T
docs: d
confidence: medium, 2026-01-02; the codes
url: https://dns.{region}.example/
settings:
  region: { is: "default eu", help: r }
  line: { is: record select default main, help: l }
  key: { is: secret required, help: k }
auth:
  request: POST https://login.example/t
  body: { key: "{key:sha256}" }
  each: { token: /token, cookie: Set-Cookie }
  replies: [ ok: { status: 2xx } ]
names: relative replies full
types: { A: 1, AAAA: 28 }
ttl: none
pace: 2 at once, 50 in one, 5m apart, again after 25d
headers: { X-Token: "{token}" }
replies: [ ok: { status: 2xx, /ok: "*" } ]
zone: { request: "GET /z?c={cursor}", items: /z, more: /next, each: { id: /i, name: /n } }
list: { request: "GET /z/{zone}/{type}?p={page}", items: /r, more: Link, each: { name: /n, value: /v/*/a, line: /l } }
update: { request: "PUT /z/{zone}/{name}", body: { r: { each: { a: "{ip}", old: "{old}" } } }, each: { job: /j } }
delete: { request: "DELETE /z/{zone}/{name|}" }
batch: { request: "POST /b", body: [ { update: { a: "{ips}" } }, { delete: { n: "{name}" } } ] }
after: { request: "GET /j/{job}", replies: [ pending: { /s: run } ] }
)");
    for (const Diagnostic& problem : loaded.diagnostics)
        FAIL_CHECK(problem.line << ":" << problem.column << ": " << problem.message);
    REQUIRE(loaded.definition);
    const ProviderDefinition& d = *loaded.definition;
    CHECK(d.auth.scheme == AuthSpec::Scheme::login);
    CHECK(d.auth.login->request.absolute);
    CHECK(d.auth.login->each[1] == std::pair<std::string, std::string>("cookie", "set-cookie"));
    CHECK_FALSE(d.names.apex);
    CHECK(d.names.replies_full);
    CHECK(d.types.code_aaaa == "28");
    CHECK(d.types.numbers);
    CHECK(d.no_ttl);
    CHECK(d.pace.at_once == 2);
    CHECK(d.pace.in_one == 50);
    CHECK(d.info.apart == std::chrono::minutes(5));
    CHECK(d.info.again == std::chrono::hours(24 * 25));
    CHECK(d.zone->more.by == More::By::cursor);
    CHECK(d.list->more.by == More::By::link);
    CHECK(d.update->whole_set());
    CHECK(d.batch->body->items[0].kind == BodyNode::Kind::each);
    CHECK(d.after->replies[0].means.kind == Meaning::Kind::pending);
    CHECK_FALSE(d.zone_by_option);
    CHECK(d.confidence.note == "the codes");
    CHECK(d.info.removal);
}

TEST_CASE("an address may depend on the type and on settings, not on more") {
    const std::string name = "format: 1\ntitle: T\ndocs: d\nconfidence: high, 2026-01-02\n";
    const auto problem = [&](const std::string& url) {
        const auto loaded = load_definition("t", "t.yaml", name + "url: " + url + "\n" + push);
        return loaded.diagnostics.empty() ? std::string() : loaded.diagnostics[0].message;
    };
    CHECK(problem("https://{type}.p.example").empty());
    CHECK(problem("http://p.example").empty());
    CHECK(problem("https://{name}.p.example").starts_with("url can hold {type} and settings"));
    for (const char* url : {"p.example", "ftp://p.example", "https://me@p.example", "https://p.example/?a=b"})
        CHECK(problem(url).starts_with("url is the base of every request"));
}

TEST_CASE("without a zone call the record tells its zone where one is needed") {
    const auto by_option = [](const std::string& words) {
        const auto loaded = load_definition("t", "t.yaml", head + words);
        REQUIRE(loaded.definition);
        return loaded.definition->info.zone_option;
    };
    const std::string rule = "  replies: [ ok: { status: 2xx } ]\n";
    CHECK_FALSE(by_option(push));
    CHECK(by_option("push:\n  request: GET /u?z={zone_name}&n={name}\n" + rule));
    CHECK(by_option(push + "names: relative @\n"));
}

TEST_CASE("aliases do not make a small file a huge body") {
    std::string text = head + "push:\n  request: POST /u\n  replies: [ updated: { body: good } ]\n  body:\n  "
                              "  a0: &a0 { x: 1, y: 2 }\n";
    for (int i = 1; i < 12; ++i) {
        const std::string n = std::to_string(i), p = std::to_string(i - 1);
        text += "    a" + n + ": &a" + n + " { p: *a" + p + ", q: *a" + p + " }\n";
    }
    const auto loaded = load_definition("t", "t.yaml", text);
    REQUIRE(loaded.diagnostics.size() == 1);
    CHECK(loaded.diagnostics[0].message == "this body is too deep or too large");
}

TEST_CASE("a ttl is brought to the nearest one that is allowed") {
    ProviderDefinition definition;
    definition.ttl = {{1, 1}, {60, 86400}};
    CHECK(definition.fit_ttl(1) == 1);
    CHECK(definition.fit_ttl(5) == 60);
    CHECK(definition.fit_ttl(120) == 120);
    CHECK(definition.fit_ttl(1000000) == 86400);
    definition.ttl.clear();
    CHECK(definition.fit_ttl(7) == 7);
    definition.ttl = {{300, 300}, {3600, 3600}};
    CHECK(definition.fit_ttl(60) == 300);
    CHECK(definition.fit_ttl(3000) == 3600);
}
