// SPDX-License-Identifier: MIT
#include "config/load.h"

#include "fakes/known_providers.h"

#include <doctest/doctest.h>

using namespace ddns;

namespace {

LoadedConfig load(const std::string& text) {
    fakes::FakeConfigWorld world;
    world.variables["FOUND"] = "hunter2";
    world.files["key.pem"] = "hunter2";
    return parse_config(text, "c.yaml", fakes::known_providers(), world.world());
}

/// `line:column: severity: message`, a line each.
std::string places_and_messages(const std::vector<Diagnostic>& diagnostics) {
    std::string out;
    for (Diagnostic d : diagnostics) {
        d.excerpt.clear();
        const std::string line = to_string(d) + "\n";
        out += line.substr(0, 7) == "c.yaml:" ? line.substr(line[7] == ' ' ? 8 : 7) : line;
    }
    return out;
}

std::string said(const LoadedConfig& loaded) {
    return to_string(std::span<const Diagnostic>(loaded.diagnostics));
}

} // namespace

TEST_CASE("all mistakes of a file are told at once, each with its place") {
    const struct {
        const char* text;
        const char* expected;
    } rows[] = {
        {"accounts:\n"
         "  cf: { provider: cloudfare, tokn: hunter2 }\n"
         "  duck: { provider: duckdns, tokn: hunter2 }\n"
         "  glued: { provider: duckdns, token:hunter2 }\n"
         "  comma: { provider: duckdns, token, hunter2 }\n"
         "records:\n"
         "  - { name: a.b, account: dukc }\n"
         "  - { name: a..b, account: duck, types: [A, AAAAA, A], ttl: 0, classes: [publik], source: inter, "
         "address: fibre }\n"
         "  - { nam: x, account: duck, address: all }\n",
         "2:19: error: unknown provider \"cloudfare\"; did you mean \"cloudflare\"?\n"
         "3:3: error: account \"duck\" needs \"token\"; the provider asks for it\n"
         "3:30: error: unknown key \"tokn\"; did you mean \"token\"?\n"
         "4:3: error: account \"glued\" needs \"token\"; the provider asks for it\n"
         "4:31: error: a blank is missing after \"token:\"\n"
         "5:31: error: \"token\" is empty; give it a value or remove it\n"
         "5:38: error: unknown key; known: provider, allow_http, ca, interface, parallel, batch, timeout, "
         "url, token\n"
         "7:27: error: unknown account \"dukc\"; did you mean \"duck\"?\n"
         "8:13: error: the name has two dots in a row or starts with one\n"
         "8:45: error: unknown record type \"AAAAA\"; did you mean \"AAAA\"?\n"
         "8:52: error: type A is given twice\n"
         "8:61: error: \"ttl\" must be at least 1s\n"
         "8:74: error: unknown class \"publik\"; did you mean \"public\"?\n"
         "8:91: error: unknown source \"inter\"; known: auto, interface, detect\n"
         "8:107: error: unknown uplink \"fibre\"; name it under \"uplinks:\" first\n"
         "9:5: error: a record needs \"name\"; for example: name: home.example.com\n"
         "9:7: error: unknown key \"nam\"; did you mean \"name\"?\n"
         "9:39: warning: provider duckdns keeps one address a name; \"address: all\" publishes the best one "
         "there\n"},
        {"poll: 10\n"
         "log: { level: verbose, fromat: x }\n"
         "rank: [metrc, metric, metric]\n"
         "uplinks: { best: { interface: a }, x: {}, y: { interface: e0, metric: -1 }, z: { interface: e0 } "
         "}\n"
         "accounts: { a: { provider: duckdns, token: \"\", url: \"http://x.example\", parallel: 0, batch: "
         "10001, timeout: 6m, allow_http: yes } }\n"
         "records: { name: x }\n"
         "pol: 3\n",
         "1:7: error: \"poll\" must be at least 30s\n"
         "2:15: error: unknown log level \"verbose\"; known: debug, info, warn, error\n"
         "2:24: error: unknown key \"fromat\"; did you mean \"format\"?\n"
         "3:8: error: unknown criterion \"metrc\"; did you mean \"metric\"?\n"
         "3:23: error: criterion \"metric\" is given twice\n"
         "4:12: error: an uplink cannot be called \"best\", which means something else in \"address:\"\n"
         "4:36: error: uplink \"x\" needs \"interface\"; for example: { interface: eth0 }\n"
         "4:71: error: \"metric\" must be a number from 0 to 4294967295\n"
         "4:93: error: interface \"e0\" is uplink \"y\" already\n"
         "5:37: error: \"token\" is empty; the provider needs it\n"
         "5:53: error: \"url\" is http://, which sends the credentials in the clear; use https://, or say "
         "allow_http: true\n"
         "5:83: error: \"parallel\" must be a number from 1 to 256\n"
         "5:93: error: \"batch\" must be a number from 1 to 10000\n"
         "5:109: error: \"timeout\" must be at most 5m\n"
         "5:125: error: \"allow_http\" must be true or false\n"
         "6:10: error: \"records\" must be a list; start each record with \"- \"\n"
         "7:1: error: unknown key \"pol\"; did you mean \"poll\"?\n"},
        {"provider: duckdns\n"
         "accounts: { a: { provider: hosts } }\n",
         "1:1: error: \"provider\" belongs to the short form, but there is \"accounts:\" in line 2; write it "
         "into an account or a record\n"},
        {"provider: duckdns\n"
         "token: \"${env:NOPE}${fil:x}${env:}${cred:x}${file:/none}\"\n"
         "domain: a..example\n",
         "2:8: error: the environment variable NOPE is not set; set it, or use ${file:path}\n"
         "2:8: error: unknown reference \"${fil:...}\"; did you mean \"${file:...}\"?\n"
         "2:8: error: \"${env:...}\" needs a name after the colon; write \"$${\" for the two characters "
         "themselves\n"
         "2:8: error: ${cred:x} works in a systemd unit with LoadCredential=x:PATH only "
         "(CREDENTIALS_DIRECTORY is not set); use ${file:PATH} elsewhere\n"
         "2:8: error: cannot read /none: No such file or directory\n"
         "3:9: error: the name has two dots in a row or starts with one\n"},
        {"state: \"${env:HOME}/state\"\n"
         "uplinks: { x: { interface: \"a\\tb\" } }\n"
         "accounts:\n"
         "  a: { provider: duckdns, token: t, ca: none.pem }\n"
         "  b: { provider: duckdns, token: t, ca: key.pem }\n"
         "records: [{ name: x, account: a }]\n",
         "1:8: error: \"state\" is not a place for \"${...}\", which is replaced in accounts only; write the "
         "value itself\n"
         "2:28: error: \"interface\" has a line break or a control character inside; it must be one line\n"
         "4:41: error: cannot read none.pem: No such file or directory\n"
         "5:41: error: key.pem holds no certificate; `ca` takes a PEM file\n"},
        {"state: ~/state\n"
         "provider: duckdns\n"
         "token: t\n"
         "domain: x\n",
         "1:8: error: \"state\" starts with \"~\", which is a word of the shell; write the whole path\n"},
        {"a: [1, 2\n"
         "b: 3\n",
         "2:2: error: a \"[\" is not closed with \"]\", or a comma is missing\n"},
        {"password: \"hunter2\n"
         "name: x\n",
         "1:11: error: this quote is never closed\n"},
        {"\ta: b\n", "1:3: error: the line starts with a tab; indent with spaces\n"},
        {"accounts:\n"
         "\tcf: x\n",
         "2:4: error: the line starts with a tab; indent with spaces\n"},
        {"name: *.example.com\n", "1:7: error: a value that starts with \"*\" needs quotes\n"},
        {"a: &x [*x]\n", "1:8: error: an alias stands inside the value it names\n"},
        {"a: 1\n"
         "---\n"
         "b: 2\n",
         "2:1: error: a second document starts here; one file is one document (or the indentation of this "
         "line is wrong)\n"},
        {"accounts: { a: { provider: hosts, path: /h, path: /i }, a: {provider: hosts, path: /j } }\n"
         "records:\n"
         "- { name: a, account: a }\n"
         "- { name: A., account: a, types: A }\n"
         "- name: 192.0.2.1\n"
         "  account: a\n"
         "- just\n"
         "- { name: \"*.x\", account: a, proxied: true }\n",
         "1:45: error: \"path\" is given twice (first in line 1); remove one\n"
         "1:57: error: \"a\" is given twice (first in line 1); remove one\n"
         "4:11: error: record A a at account \"a\" is given twice (first in line 3)\n"
         "5:9: error: the name is an address, not a name\n"
         "7:3: error: a record must be a map (lines of \"key: value\")\n"
         "8:30: error: unknown key \"proxied\"; known: name, account, types, ttl, address, source, classes, "
         "needs_default_route, ipv6, suffix, mac, prefix_from\n"},
        {"accounts: { b: { provider: broken }, un: { provider: hosts, path: /h }, d: {provider: dyndns2, "
         "username: u, password: p}, d2: {provider: dyndns2, username: u, password: p, url: "
         "\"https://u:hunter2@x/\"} }\n"
         "records:\n"
         "- { name: a, account: b }\n"
         "- { name: a, account: d }\n"
         "- { name: a, account: d2 }\n",
         "providers/broken.yaml:3:1: error: unknown key \"reqest\"\n"
         "1:28: error: the file of provider \"broken\" has errors\n"
         "1:73: error: account \"d\" needs \"url\"; provider dyndns2 has no address of its own\n"
         "1:178: error: \"url\" has a user or password before \"@\"; use the account's settings for them\n"},
        {"foo\n", "1:1: error: the configuration must be a map (lines of \"key: value\")\n"},
        {"\n", "error: the file is empty; config.yaml.example shows what goes in\n"},
        {"[1]\n", "1:1: error: the configuration must be a map (lines of \"key: value\")\n"},
        {"accounts: []\n"
         "records: []\n",
         "1:11: error: \"accounts\" must be a map (lines of \"key: value\")\n"
         "2:10: error: there is no record; name at least one\n"},
        {"accounts: {}\n"
         "records: []\n",
         "1:11: error: there is no account; name at least one\n"
         "2:10: error: there is no record; name at least one\n"},
        {"accounts:\n"
         "  duck: { provider: duckdns, token: { a: hunter2 } }   # comment hunter2\n"
         "  d2: { provider: duckdns, token: !x hunter2 }\n",
         "3:35: error: YAML tags (a word that starts with \"!\") are not understood here; put the value in "
         "quotes if the \"!\" belongs to it\n"},
        {"accounts:\n"
         "  lan: { provider: hosts, path: /h }\n"
         "records:\n"
         "  - name: a.lan\n"
         "    account:\n"
         "    types: []\n"
         "    ttl: [1]\n"
         "    address: [best, all]\n"
         "    <<: x\n"
         "    [x]: y\n",
         "5:5: error: \"account\" is empty; give it a value or remove it\n"
         "6:12: error: \"types\" is an empty list; name at least one or remove it\n"
         "7:10: error: \"ttl\" must be a single value, not a list\n"
         "8:15: error: \"best\" stands alone, never in a list of uplinks\n"
         "8:21: error: \"all\" stands alone, never in a list of uplinks\n"},
        {"provider: hosts\n"
         "interval: 40\n"
         "poll: 40\n"
         "path: /h\n"
         "domain: a, , b\n"
         "batch: x\n",
         "2:1: error: \"interval\" and \"poll\" are the same; keep one of them\n"
         "5:9: error: the name is empty\n"
         "6:8: error: \"batch\" must be a number from 1 to 10000\n"},
        {"accounts: { a b: { provider: hosts, path: /h }, c: }\n"
         "uplinks: [x]\n"
         "log: debug\n"
         "records:\n",
         "1:13: error: the name of an account may hold letters, digits, \"-\", \"_\" and \".\" only\n"
         "1:49: error: account \"c\" must be a map (lines of \"key: value\")\n"
         "2:10: error: \"uplinks\" must be a map (lines of \"key: value\")\n"
         "3:6: error: \"log\" must be a map (lines of \"key: value\")\n"
         "4:1: error: \"records\" must be a list; start each record with \"- \"\n"},
        {"accounts: { c: { provider: cloudflare, token: t, url: \"https://x/?q\" } }\n"
         "records:\n"
         "  - { name: x.y, account: c, ttl: 2147483649, comment: \"${env:X}\", address: bst }\n"
         "  - { name: x.y, account: c, ttl: 1500ms, types: a, needs_default_route: 1 }\n",
         "1:55: error: \"url\" has a query (\"?...\"); it is a base address, the provider's file adds the "
         "rest\n"
         "3:35: error: \"ttl\" is longer than 68 years\n"
         "3:56: error: \"${...}\" is replaced in accounts only, never in what is published\n"
         "3:77: error: unknown uplink \"bst\"; did you mean \"best\"?\n"
         "4:35: error: \"ttl\" must be whole seconds\n"
         "4:50: error: unknown record type \"a\"; did you mean \"A\"?\n"
         "4:74: error: \"needs_default_route\" must be true or false\n"},
        {"provider: duckdns\n"
         "domain: n\n"
         "token: x${\n",
         "3:8: error: a \"${\" is not closed with \"}\"; write \"$${\" for the two characters themselves\n"},
        {"accounts: { h: { provider: http, url: \"http://x.example/?token=hunter2\" } }\n"
         "records: [{ name: x.y, account: h }]\n",
         "1:39: error: \"url\" is http://, which sends the credentials in the clear; use https://, or say "
         "allow_http: true\n"},
    };
    for (const auto& row : rows) {
        const LoadedConfig loaded = load(row.text);
        CHECK_FALSE(loaded.config);
        CHECK(places_and_messages(loaded.diagnostics) == row.expected);
    }
}

TEST_CASE("a message shows its line and a caret") {
    CHECK(said(load("accounts:\n  duck: { provider: duckdns, tokn: hunter2 }   # hunter2\nrecords: [{ name: "
                    "a, account: duck }]\n")) ==
          "c.yaml:2:3: error: account \"duck\" needs \"token\"; the provider asks for it\n"
          "    2 |   duck: { provider: duckdns, tokn: *** }\n"
          "      |   ^\n"
          "c.yaml:2:30: error: unknown key \"tokn\"; did you mean \"token\"?\n"
          "    2 |   duck: { provider: duckdns, tokn: *** }\n"
          "      |                              ^\n");
}

TEST_CASE("the caret and the column count characters, and stand right behind a masked value") {
    CHECK(said(load(
              "accounts: { \"\xc3\xb6\": 1, a: { provider: duckdns, token: \"hunter2 hunter2\", poll: 1 } }\n"
              "records: [{ name: a, account: a }]\n")) ==
          "c.yaml:1:13: error: the name of an account may hold letters, digits, \"-\", \"_\" and \".\" only\n"
          "    1 | accounts: { ***: ***, a: { provider: duckdns, token: ***, poll: *** } }\n"
          "      |             ^\n"
          "c.yaml:1:71: error: unknown key \"poll\"; known: provider, allow_http, ca, interface, parallel, "
          "batch, timeout, url, "
          "token\n"
          "    1 | accounts: { ***: ***, a: { provider: duckdns, token: ***, poll: *** } }\n"
          "      |                                                           ^\n");
}

TEST_CASE("a long line is cut around the caret") {
    std::string text = "accounts: { a: { provider: hosts, path: /h } }\nrecords: [";
    for (int i = 0; i < 50; ++i) text += "{ name: a" + std::to_string(i) + ", account: a }, ";
    const LoadedConfig loaded = load(text + "{ name: x, account: b }]\n");
    REQUIRE(loaded.diagnostics.size() == 1);
    CHECK(loaded.diagnostics[0].excerpt == "...}, { name: a49, account: a }, { name: x, account: b }]");
    CHECK(loaded.diagnostics[0].excerpt.at(static_cast<std::size_t>(loaded.diagnostics[0].caret - 1)) == 'b');
}

TEST_CASE("bytes that are no text are refused with their place") {
    const std::pair<std::string, const char*> rows[] = {
        {"a: 1\nb: \xff\n", "2:4: error: this is not UTF-8; save the file as UTF-8\n"},
        {"a: \xc0\xaf\n", "1:4: error: this is not UTF-8; save the file as UTF-8\n"},
        {"a: \xed\xa0\x80\n", "1:4: error: this is not UTF-8; save the file as UTF-8\n"},
        {"a: \x04 b: c\n", "1:4: error: there is a control character here; remove it\n"},
        {std::string("a: \0b\n", 7), "1:4: error: there is a control character here; remove it\n"},
        {std::string("\xff\xfe"
                     "a\0",
                     4),
         "error: the file is UTF-16; save it as UTF-8\n"},
        {std::string("a\0:\0", 4), "error: the file is UTF-16; save it as UTF-8\n"},
        {std::string("\0a\0:", 4), "error: the file is UTF-16; save it as UTF-8\n"},
        {std::string((std::size_t{16} << 20) + 1, '#'), "error: the file is larger than 16 MiB\n"},
    };
    for (const auto& [text, expected] : rows)
        CHECK(places_and_messages(load(text).diagnostics) == std::string(expected));
}

TEST_CASE("deep nesting and aliases of aliases are stopped") {
    std::string laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
    for (int i = 1; i < 12; ++i) {
        const std::string n = std::to_string(i), before = "*a" + std::to_string(i - 1);
        laughs += "a" + n + ": &a" + n + " [";
        for (int k = 0; k < 10; ++k) laughs += before + ", ";
        laughs += "]\n";
    }
    const auto message = [](const std::string& text) { return load(text).diagnostics.at(0).message; };
    CHECK(message(laughs).find("more than 2000000 values") != std::string::npos);
    for (const char* step : {"[", "{a: ", "- ", "? "}) {
        std::string deep;
        for (int i = 0; i < 100'000; ++i) deep += step;
        CHECK(message(deep) == "it is nested more than 32 levels deep");
    }
}

TEST_CASE("many mistakes are printed up to fifty, and the rest is counted") {
    std::string text = "accounts: { a: { provider: hosts, path: /h } }\nrecords: [{ name: a, account: a }]\n";
    for (int i = 0; i < 60; ++i) text += "key" + std::to_string(i) + ": 1\n";
    const LoadedConfig loaded = load(text);
    CHECK(loaded.diagnostics.size() == 60);
    const std::string out = said(loaded);
    CHECK(out.find("key49") != std::string::npos);
    CHECK(out.find("key50") == std::string::npos);
    CHECK(out.substr(out.size() - 12) == "and 10 more\n");
}

TEST_CASE("no message ever shows a secret") {
    const char* rest[] = {"", "}\n", "\n", "]\n", "\nx: [\n", "\n\tx: y\n", "\n---\n", "\nrecords: 1\n"};
    const char* starts[] = {
        "token: hunter2",
        "provider: duckdns\ntoken: hunter2\nbad: hunter2",
        "provider: duckdns\ntokn: hunter2 # hunter2",
        "provider: duckdns\ntoken:hunter2",
        "token:hunter2",
        "hunter2",
        "- hunter2",
        "accounts: { a: { provider: duckdns, token: hunter2 ",
        "accounts: { a: { provider: duckdns, token:hunter2 ",
        "accounts: { a: { provider: duckdns, token, hunter2 ",
        "accounts: { a: { provider: duckdns, token: [hunter2], timeout: x ",
        "accounts: { a: { provider: duckdns, token: {hunter2: hunter2}, timeout: x ",
        "accounts: { a: { provider: duckdns, token: !hunter2 hunter2, timeout: x ",
        "accounts: { a: { provider: duckdns, token: &hunter hunter2, token: hunter2, timeout: x ",
        "accounts: { a: { provider: duckdns, \"token\": \"hunter2\\q\", timeout: x ",
        "accounts: { a: { provider: duckdns, token: \"x\n  hunter2\", timeout: x ",
        "accounts:\n  a:\n    provider: dyndns2\n    timeout: x\n    username: hunter2\n    password: "
        "'hunter2",
        "accounts:\n  a:\n    provider: dyndns2\n    password: |\n      hunter2\n    timeout: x",
        "accounts:\n  a:\n    provider: dyndns2\n    password: |\n      hunter2\n   timeout: x",
        "accounts:\n  a:\n    provider: dyndns2\n    password: hunter2\n      hunter2: x",
        "accounts:\n  a:\n    provider: dyndns2\n    url: https://u:hunter2@x.example",
        "accounts:\n  a:\n    provider: dyndns2\n    url: https://x.example/?hunter2",
        "accounts:\n  a:\n    provider: http\n    url: http://x.example/hunter2",
        "accounts:\n  a:\n    provider: dyndns2\n    url: \"${env:FOUND}\"",
        "accounts:\n  a:\n    provider: dyndns2\n    parallel: \"${env:FOUND}\"\n    timeout: "
        "\"${env:FOUND}\"",
        "accounts:\n  a:\n    provider: dyndns2\n    password: \"a${hunter2\"",
        "accounts:\n  a:\n    provider: dyndns2\n    password: \"a${hunter2}\"",
        "accounts:\n  a:\n    provider: dyndns2\n    password: \"a${env:hunter2 x}\"",
        "accounts:\n  a:\n    provider: nope\n    password: hunter2\n    x: hunter2",
    };
    for (const char* start : starts) {
        for (const char* end : rest) {
            const LoadedConfig loaded = load(std::string(start) + end);
            const std::string out = said(loaded);
            const std::string text = std::string(start) + end;
            INFO(text);
            CHECK_FALSE(loaded.config);
            CHECK_FALSE(out.empty());
            CHECK(out.find("hunter2") == std::string::npos);
        }
    }
}
