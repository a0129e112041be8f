// SPDX-License-Identifier: MIT
#include "config/load.h"

#include "fakes/known_providers.h"

#include <doctest/doctest.h>
#include <fstream>
#include <sstream>

using namespace ddns;

namespace {

std::string example() {
    const std::ifstream file(DDNS_SOURCE_DIR "/config.yaml.example");
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

/// Without the `#` of the lines that are examples: those where no single blank follows it.
std::string with_everything_on(const std::string& text) {
    std::istringstream lines(text);
    std::string out;
    for (std::string line; std::getline(lines, line);) {
        const bool comment = line.size() > 1 && line[0] == '#';
        const bool prose = comment && line[1] == ' ' && (line.size() < 3 || line[2] != ' ');
        out += comment && !prose ? line.substr(1) : line;
        out += '\n';
    }
    return out;
}

LoadedConfig load(const std::string& text) {
    fakes::FakeConfigWorld world;
    world.variables = {{"DUCK_TOKEN", "t"}, {"DNS_PASSWORD", "p"}};
    world.files = {{"/run/secrets/cf", "t"}, {"/srv/ddns.key", "home:c2VjcmV0"}};
    world.open_to_others = {"/srv/config.yaml.example"};
    return parse_config(text, "/srv/config.yaml.example", fakes::known_providers(), world.world());
}

} // namespace

TEST_CASE("config.yaml.example works as it is") {
    const LoadedConfig loaded = load(example());
    INFO(to_string(std::span<const Diagnostic>(loaded.diagnostics)));
    REQUIRE(loaded.config);
    CHECK(loaded.diagnostics.empty());
    REQUIRE(loaded.config->records.size() == 2);
    CHECK(fakes::with_slashes(loaded.config->accounts[0].settings.at("path").reveal()) == "/srv/ddns-hosts");
    CHECK(loaded.config->records[0].policy.classes.contains(AddressClass::private_));
}

TEST_CASE("config.yaml.example works with every example switched on") {
    const LoadedConfig loaded = load(with_everything_on(example()));
    INFO(to_string(std::span<const Diagnostic>(loaded.diagnostics)));
    REQUIRE(loaded.config);
    CHECK(loaded.diagnostics.empty());
    CHECK(loaded.config->accounts.size() == 5);
    CHECK(loaded.config->uplinks.size() == 2);
    CHECK(loaded.config->records.size() == 14);
}
