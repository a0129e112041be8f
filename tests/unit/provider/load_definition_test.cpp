// SPDX-License-Identifier: MIT
#include "provider/load_definition.h"

#include "provider/catalogue.h"

#include <doctest/doctest.h>
#include <filesystem>
#include <fstream>

using namespace ddns;

namespace {

const std::string head = "format: 1\ntitle: T\ndocs: d\nchecked: c\nurl: https://p.example\n";
const std::string push = "push:\n  request: GET /u?n={name}\n  replies:\n    - updated: { line: good }\n";

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
        {head + push + "paralel: 3\n", 10, 1,
         "unknown key \"paralel\" in a provider file; did you mean \"parallel\"?"},
        {head + "push:\n  request: GET /u?n={nmae}\n  replies:\n    - updated: { line: good }\n", 7, 21,
         "nothing is called {nmae}; did you mean {name}?"},
        {head + push + "    - updatet: { line: x }\n", 10, 7,
         "a reply cannot mean \"updatet\"; did you mean \"updated\"?"},
        {head + push + "    - server 30x: { line: x }\n", 10, 7, "a wait is written like 30m, 90s or 2h"},
        {head + push + "    - auth: { lime: x }\n", 10, 15,
         "a reply has no \"lime\"; did you mean \"line\"?"},
        {head + push + "ttl: often\n", 10, 6, "ttl lists what is allowed, in seconds, like \"1, 60-86400\""},
        {head + push + "title: again\n", 10, 1, "\"title\" stands twice in a provider file"},
        {head + push + "settings:\n  ip: { help: x }\n", 11, 7,
         "a setting cannot be called \"ip\": that placeholder is the engine's own"},
        {head + push + "settings:\n  key: { is: sekret, help: x }\n", 11, 14,
         "a setting cannot be \"sekret\"; did you mean \"secret\"?"},
        {head + "push:\n  request: GET /u\n", 1, 1,
         "every call needs a reply that means success; none is assumed"},
        {head, 1, 1, "a provider needs \"push\", or \"zone\", \"list\", \"create\" and \"delete\""},
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

TEST_CASE("all mistakes of a file are told at once") {
    const auto loaded = load_definition("t", "t.yaml", "format: 2\npush: 3\nnames: odd\nxyz: 1\n");
    CHECK(loaded.diagnostics.size() >= 4);
}

TEST_CASE("aliases do not make a small file a huge body") {
    std::string text = head + "push:\n  request: POST /u\n  replies: [ updated: { line: good } ]\n  body:\n  "
                              "  a0: &a0 { x: 1, y: 2 }\n";
    for (int i = 1; i < 12; ++i) {
        const std::string n = std::to_string(i), p = std::to_string(i - 1);
        text += "    a" + n + ": &a" + n + " { p: *a" + p + ", q: *a" + p + " }\n";
    }
    const auto loaded = load_definition("t", "t.yaml", text);
    REQUIRE(loaded.diagnostics.size() == 1);
    CHECK(loaded.diagnostics[0].message == "this body is too deep or too large");
}

TEST_CASE("a user's own file wins over the one compiled in, and its mistakes are told when it is used") {
    const auto folder = std::filesystem::temp_directory_path() / "ddns-catalogue-test";
    std::filesystem::create_directories(folder);
    std::ofstream(folder / "duckdns.yaml") << head << push;
    std::ofstream(folder / "broken.yaml") << "format: 9\n";
    const ProviderCatalogue catalogue(folder.string());
    CHECK(catalogue.find("duckdns")->title == "T");
    CHECK(catalogue.find("broken") == nullptr);
    CHECK_FALSE(catalogue.problems("broken").empty());
    CHECK(catalogue.find("cloudflare")->several_values);
    CHECK(catalogue.find("nothing") == nullptr);
    CHECK(catalogue.find("hosts")->any_class_without_asking);
    CHECK(catalogue.definition("hosts") == nullptr);
    const auto names = catalogue.names();
    CHECK(std::is_sorted(names.begin(), names.end()));
    CHECK(std::count(names.begin(), names.end(), "broken") == 1);
    CHECK(std::count(names.begin(), names.end(), "duckdns") == 1);
    std::filesystem::remove_all(folder);
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
}
