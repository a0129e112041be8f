// SPDX-License-Identifier: MIT
// What only a backend written in C++ can tell about an account and its names is told where it stands.
#include "config/load.h"

#include "fakes/known_providers.h"

#include <doctest/doctest.h>

using namespace ddns;

namespace {

struct Checked {
    std::shared_ptr<const Config> config;
    std::string said; ///< without excerpts
};

Checked check(const std::string& account, const std::string& name = "home.example.com") {
    fakes::FakeConfigWorld world;
    world.files["/etc/ddns/ddns.key"] =
        "key \"home\" {\n\talgorithm hmac-sha256;\n\tsecret \"c2VjcmV0\";\n};\n";
    world.files["/etc/ddns/bad.key"] = "key \"home\" {\n\talgorithm hmac-sha256;\n};\n";
    const ProviderCatalogue catalogue;
    const std::string text = "accounts:\n  dns:\n    provider: rfc2136\n" + account +
                             "records:\n  - { account: dns, name: " + name + " }\n";
    const LoadedConfig loaded = parse_config(text, "/etc/ddns/c.yaml", catalogue, world.world());
    Checked out{loaded.config, {}};
    for (Diagnostic d : loaded.diagnostics) {
        d.excerpt.clear();
        out.said += to_string(d) + "\n";
    }
    CHECK(out.said.find("c2VjcmV0") == std::string::npos);
    return out;
}

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

} // namespace

TEST_CASE("the content of a key file is a setting of several lines") {
    const Checked good = check("    key: '${file:ddns.key}'\n    zone: example.com\n");
    CHECK(good.said.empty());
    REQUIRE(good.config);
    CHECK(has(good.config->accounts[0].settings.at("key").reveal(), "hmac-sha256"));
    const Checked bad = check("    key: '${file:bad.key}'\n");
    CHECK(has(bad.said,
              "c.yaml:4:10: error: \"key\" holds a key file with a mistake at 3:1: the key has no secret"));
}

TEST_CASE("what a backend says of an account stands at the setting, and is said once") {
    const Checked bad =
        check("    key: 'home:c2VjcmV0?'\n    server: 'a b'\n    zone: example.com\n    url: https://x\n");
    CHECK_FALSE(bad.config);
    CHECK(has(bad.said, "c.yaml:4:10: error: \"key\" has a secret that is no base64"));
    CHECK(has(bad.said, "c.yaml:5:13: error: \"server\" must be a host"));
    CHECK(has(bad.said, "c.yaml:7:10: error: \"url\" is not for this provider"));
    const Checked missing = check("    server: ns1.example.com\n");
    CHECK(std::count(missing.said.begin(), missing.said.end(), '\n') == 1);
    CHECK(has(missing.said, "needs \"key\""));
}

TEST_CASE("a warning of a backend lets the configuration pass") {
    const Checked old = check("    key: '${env:KEY}'\n");
    CHECK(has(old.said, "the environment variable KEY is not set"));
    CHECK_FALSE(has(old.said, "must be the content"));
    const Checked sha1 = check("    key: 'hmac-sha1:home:c2VjcmV0'\n");
    CHECK(sha1.config);
    CHECK(has(sha1.said, "c.yaml:4:10: warning: \"key\" is for hmac-sha1"));
}

TEST_CASE("a name that the account cannot keep is told at the record") {
    const Checked bad = check("    key: '${file:ddns.key}'\n    zone: example.com\n", "home.example.org");
    CHECK_FALSE(bad.config);
    CHECK(has(bad.said, "c.yaml:7:27: error: the name home.example.org is not in the zone example.com"));
}
