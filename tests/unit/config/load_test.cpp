// SPDX-License-Identifier: MIT
#include "config/load.h"

#include "fakes/known_providers.h"

#include <doctest/doctest.h>
#include <fstream>
#include <sstream>

using namespace ddns;
using fakes::FakeConfigWorld;
using fakes::with_slashes;

namespace {

LoadedConfig load(const std::string& text, const FakeConfigWorld& world = {}) {
    return parse_config(text, "/etc/ddns/config.yaml", fakes::known_providers(), world.world());
}

/// All that was said, for a failing test to show.
std::string said(const LoadedConfig& loaded) {
    return with_slashes(to_string(std::span<const Diagnostic>(loaded.diagnostics)));
}

Config good(const std::string& text, const FakeConfigWorld& world = {}) {
    const LoadedConfig loaded = load(text, world);
    INFO(said(loaded));
    REQUIRE(loaded.config);
    return *loaded.config;
}

} // namespace

TEST_CASE("every key of the long form arrives") {
    FakeConfigWorld world;
    world.files["/run/secrets/cf"] = "cf-token\n";
    world.variables["DUCK_TOKEN"] = "duck-token";
    world.files["/etc/ddns/ca.pem"] = "-----BEGIN CERTIFICATE-----\n";
    const Config config = good(R"(
poll: 5m
log: { level: debug, format: json }
state: ./state
rank: [metric, class]
uplinks:
  fiber: { interface: eth0 }
  lte:   { interface: wwan0, metric: 700, probe: { url: "https://one.example/?a=b", every: 20s, down_after: 2, up_after: 5 } }
  dsl:   { interface: ppp0, probe: { url: "https://one.example" } }
accounts:
  cf:   { provider: cloudflare, token: "${file:/run/secrets/cf}", url: "https://proxy.example/client/v4/", ca: ca.pem,
          interface: eth0, parallel: 4, batch: 1, timeout: 10s }
  duck: { provider: duckdns, token: "${env:DUCK_TOKEN}" }
  lan:  { provider: hosts, path: ./ddns-hosts }
records:
  - name: Home.Example.COM.
    account: cf
    types: [A, AAAA]
    ttl: 120
    address: [fiber, lte]
    source: detect
    classes: [public, special]
    needs_default_route: false
    proxied: true
  - { name: myname, account: duck, types: A }
  - { name: this.lan, account: lan, address: all }
)",
                               world);
    CHECK(config.poll == std::chrono::minutes(5));
    CHECK(config.log == LogSettings{LogLevel::debug, LogFormat::json});
    CHECK(with_slashes(config.state) == "/etc/ddns/state");
    REQUIRE(config.rank_order.size() == default_order().size());
    CHECK(config.rank_order[0] == Criterion::metric);
    CHECK(config.rank_order[1] == Criterion::address_class);
    CHECK(config.rank_order[2] == Criterion::has_default);
    using std::chrono::seconds;
    CHECK(
        config.uplinks ==
        std::vector<Uplink>{{"fiber", "eth0", std::nullopt},
                            {"lte", "wwan0", 700, Probe{"https://one.example/?a=b", seconds(20), 2, 5}},
                            {"dsl", "ppp0", std::nullopt, Probe{"https://one.example", seconds(30), 3, 2}}});

    REQUIRE(config.accounts.size() == 3);
    const Account& cf = config.accounts[0];
    CHECK(cf.name == "cf");
    CHECK(cf.provider == "cloudflare");
    CHECK(cf.settings.at("token").reveal() == "cf-token");
    CHECK(cf.url == "https://proxy.example/client/v4");
    CHECK(with_slashes(cf.ca) == "/etc/ddns/ca.pem");
    CHECK(cf.interface == "eth0");
    CHECK(cf.parallel == 4u);
    CHECK(cf.batch == 1u);
    CHECK(cf.timeout == std::chrono::seconds(10));
    CHECK(config.accounts[1].settings.at("token").reveal() == "duck-token");
    CHECK(with_slashes(config.accounts[2].settings.at("path").reveal()) == "/etc/ddns/ddns-hosts");

    REQUIRE(config.records.size() == 5);
    const Record& home = config.records[0];
    CHECK(home.name == "home.example.com");
    CHECK(home.type == RecordType::A);
    CHECK(config.records[1].type == RecordType::AAAA);
    CHECK(home.ttl == 120u);
    CHECK(home.policy.choice == AddressPolicy::Choice::uplinks);
    CHECK(home.policy.uplinks == std::vector<std::string>{"fiber", "lte"});
    CHECK(home.source == AddressSource::detect);
    CHECK(home.policy.classes == ClassSet{AddressClass::public_, AddressClass::special});
    CHECK_FALSE(home.policy.needs_default_route);
    CHECK(home.options == std::map<std::string, std::string>{{"proxied", "true"}});
    CHECK(config.records[2].name == "myname.duckdns.org");
    CHECK(config.records[2].policy.classes == ClassSet{AddressClass::public_});
    CHECK(config.records[3].policy.classes == ClassSet{AddressClass::public_, AddressClass::private_});
    CHECK(config.records[3].policy.choice == AddressPolicy::Choice::all);
    CHECK(config.describe(home) == "A home.example.com at cf");
}

TEST_CASE("what is left out has its default") {
    const Config config = good("accounts: { lan: { provider: hosts, path: /h } }\n"
                               "records: [{ name: a.lan, account: lan }]\n");
    CHECK(config.poll == std::chrono::minutes(10));
    CHECK(config.log == LogSettings{});
    CHECK(with_slashes(config.state) == "/var/lib/ddns-reactor");
    CHECK(config.rank_order == default_order());
    CHECK(config.accounts[0].timeout == std::chrono::seconds(30));
    CHECK_FALSE(config.accounts[0].parallel);
    CHECK(config.records.size() == 2);
    CHECK_FALSE(config.records[0].ttl);
    CHECK(config.records[0].source == AddressSource::auto_);
    CHECK(config.records[0].policy.needs_default_route);
}

TEST_CASE("the short form is one account and its records") {
    FakeConfigWorld world;
    world.variables["T"] = "tok";
    for (const char* text :
         {"provider: duckdns\ndomain: one, two.duckdns.org\ntoken: ${env:T}\ninterval: 300\n",
          "provider: duckdns\ndomain: [one, two]\ntoken: ${env:T}\npoll: 5m\n"}) {
        const Config config = good(text, world);
        CHECK(config.poll == std::chrono::minutes(5));
        REQUIRE(config.accounts.size() == 1);
        CHECK(config.accounts[0].name == "duckdns");
        CHECK(config.accounts[0].settings.at("token").reveal() == "tok");
        REQUIRE(config.records.size() == 4);
        CHECK(config.records[0].name == "one.duckdns.org");
        CHECK(config.records[3].name == "two.duckdns.org");
        CHECK(config.records[3].type == RecordType::AAAA);
    }
    const Config config = good("provider: dyndns2\nurl: https://dns.example\nusername: u\npassword: p\n"
                               "domain: home.example.com\ntypes: A\nttl: 1m\ntimeout: 5\n");
    CHECK(config.accounts[0].url == "https://dns.example");
    CHECK(config.accounts[0].timeout == std::chrono::seconds(5));
    REQUIRE(config.records.size() == 1);
    CHECK(config.records[0].ttl == 60u);
}

TEST_CASE("JSON is accepted, with a byte order mark, CRLF and no blanks") {
    const Config config =
        good("\xef\xbb\xbf{\"accounts\":{\"lan\":{\"provider\":\"hosts\",\"path\":\"\\/h\"}},\r\n"
             "\"records\":[{\"name\":\"a.lan\",\"account\":\"lan\",\"types\":[\"A\"],\"ttl\":60}]}\r\n");
    REQUIRE(config.records.size() == 1);
    CHECK(config.records[0].ttl == 60u);
    CHECK(with_slashes(config.accounts[0].settings.at("path").reveal()) == "/h");
}

TEST_CASE("anchors and aliases are resolved") {
    const Config config = good("accounts: { lan: { provider: hosts, path: /h } }\n"
                               "records:\n"
                               "  - { name: a.lan, account: lan, classes: &c [private], types: A }\n"
                               "  - { name: b.lan, account: lan, classes: *c, types: A }\n");
    CHECK(config.records[1].policy.classes == ClassSet{AddressClass::private_});
}

TEST_CASE("one name and type at two accounts is two records") {
    const Config config =
        good("accounts: { a: { provider: hosts, path: /h }, b: { provider: hosts, path: /i } }\n"
             "records: [{ name: x.lan, account: a }, { name: x.lan, account: b }]\n");
    CHECK(config.records.size() == 4);
}

TEST_CASE("a provider's own url setting may have a query, and fallbacks fill in") {
    const Config config = good("accounts: { h: { provider: http, url: 'https://x.example/u?ip=1' } }\n"
                               "records: [{ name: x.example, account: h }]\n");
    CHECK(config.accounts[0].url.empty());
    CHECK(config.accounts[0].settings.at("url").reveal() == "https://x.example/u?ip=1");
    CHECK(config.accounts[0].settings.at("method").reveal() == "GET");
}

TEST_CASE("the adapter of the benchmark writes a configuration that works") {
    const Config config =
        good("state: /tmp/bench/state\nlog: { level: info }\naccounts:\n"
             "  bench: { provider: dyndns2, url: 'http://10.99.0.1:8080', username: 'u', password: "
             "'p', allow_http: true, batch: 1 }\n"
             "records:\n"
             "  - { name: h1.example.com, account: bench, types: [A], source: interface, classes: "
             "[public, special] }\n");
    CHECK(config.accounts[0].allow_http);
    CHECK(config.accounts[0].batch == 1u);
    CHECK(config.records[0].source == AddressSource::interface);
}

TEST_CASE("secrets are filled in from variables, files and credentials") {
    FakeConfigWorld world;
    world.variables = {{"T", "tok"}, {"CREDENTIALS_DIRECTORY", "/run/credentials/x"}};
    world.files = {
        {"/etc/ddns/t", "from-file\r\n"}, {"/run/credentials/x/c", "from-cred\n\n"}, {"/abs", "x\n"}};
    const auto token = [&world](const std::string& value) {
        return good("provider: duckdns\ndomain: n\ntoken: '" + value + "'\n", world)
            .accounts[0]
            .settings.at("token")
            .reveal();
    };
    CHECK(token("${env:T}") == "tok");
    CHECK(token("a-${env:T}-${file:/abs}b") == "a-tok-xb");
    CHECK(token("${file:t}") == "from-file");
    CHECK(token("$${env:T}") == "${env:T}");
    CHECK(token("$x$") == "$x$");
    CHECK(token("$$${env:T}") == "$${env:T}");
    const LoadedConfig lines = load("provider: duckdns\ndomain: n\ntoken: '${cred:c}'\n", world);
    REQUIRE(lines.diagnostics.size() == 1);
    CHECK(lines.diagnostics[0].message.find("must be one line") != std::string::npos);
}

TEST_CASE("a file with a secret that others can read earns a warning") {
    FakeConfigWorld world;
    world.open_to_others = {"/etc/ddns/config.yaml", "/etc/ddns/t"};
    world.files = {{"/etc/ddns/t", "tok"}};
    LoadedConfig loaded = load("provider: duckdns\ndomain: n\ntoken: abc\n", world);
    REQUIRE(loaded.config);
    CHECK(said(loaded) ==
          "/etc/ddns/config.yaml:3:1: warning: there is a secret in this file, which others can "
          "read; run: chmod 600 /etc/ddns/config.yaml\n"
          "    3 | token: ***\n"
          "      | ^\n");
    loaded = load("provider: duckdns\ndomain: n\ntoken: '${file:t}'\n", world);
    REQUIRE(loaded.config);
    CHECK(said(loaded) ==
          "/etc/ddns/config.yaml:3:8: warning: /etc/ddns/t can be read by others; run: chmod 600 "
          "/etc/ddns/t\n"
          "    3 | token: ***\n"
          "      |        ^\n");
    loaded =
        load("accounts: { lan: { provider: hosts, path: /h } }\nrecords: [{ name: a.lan, account: lan }]\n",
             world);
    CHECK(loaded.diagnostics.empty());
}

TEST_CASE("a file that cannot be read is one error without a place") {
    const FakeConfigWorld world;
    const LoadedConfig loaded = load_config("/none.yaml", fakes::known_providers(), world.world());
    CHECK_FALSE(loaded.config);
    CHECK(said(loaded) == "/none.yaml: error: cannot read /none.yaml: No such file or directory\n");
    CHECK_FALSE(loaded.refused);
}

TEST_CASE("a protected secret is read, and counts as one that stands in the file") {
    FakeConfigWorld world;
    world.open_to_others = {"/etc/ddns/config.yaml"};
    const LoadedConfig loaded = load("provider: duckdns\ndomain: n\ntoken: '${dpapi:AQAA}'\n", world);
    REQUIRE(loaded.config);
    CHECK(loaded.config->accounts[0].settings.at("token").reveal() == "unprotected");
    REQUIRE(loaded.diagnostics.size() == 1);
    CHECK(loaded.diagnostics[0].message.find("there is a secret in this file") != std::string::npos);
    const LoadedConfig foreign = load("provider: duckdns\ndomain: n\ntoken: '${dpapi:Zm9v}'\n");
    REQUIRE(foreign.diagnostics.size() == 1);
    CHECK(foreign.diagnostics[0].message.find("cannot be read") != std::string::npos);
}

TEST_CASE("a file that may be read another time is no wrong configuration") {
    FakeConfigWorld fake;
    ConfigWorld world = fake.world();
    world.read_file = [](const std::string& path, std::size_t) -> Result<std::string> {
        return fail(ErrorKind::system, "cannot read " + path + ": another program has it open");
    };
    const auto loaded = load_config("/a.yaml", fakes::known_providers(), world);
    CHECK(loaded.config == nullptr);
    CHECK(loaded.refused);
    CHECK(said(loaded) == "/a.yaml: error: cannot read /a.yaml: another program has it open\n");
}
