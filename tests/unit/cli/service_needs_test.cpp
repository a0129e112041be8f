// SPDX-License-Identifier: MIT
#include "cli/service_needs.h"

#include <doctest/doctest.h>

using namespace ddns;

TEST_CASE("what a configuration reads and writes is known after loading it") {
    ConfigWorld real;
    real.environment = [](const std::string&) { return std::optional<std::string>("value"); };
    real.read_file = [](const std::string&, std::size_t) -> Result<std::string> { return std::string("x"); };
    ServiceWorld observed(real, "/var/lib/ddns-reactor");
    const ConfigWorld world = observed.world();

    CHECK(world.state_folder() == "/var/lib/ddns-reactor");
    CHECK(world.environment("CREDENTIALS_DIRECTORY") == std::optional<std::string>("/etc/credstore"));
    CHECK(world.environment("DUCK_TOKEN") == std::optional<std::string>("value"));
    for (const char* path : {"/etc/d/config.yaml", "/etc/credstore/cf", "/run/secrets/x", "/run/secrets/x"})
        CHECK(world.read_file(path, 100).has_value());

    Config config;
    config.state = "/var/lib/ddns-reactor";
    Account hosts;
    hosts.provider = "hosts";
    hosts.settings["path"] = Secret("/etc/hosts");
    Account own;
    own.provider = "http";
    own.ca = "/etc/ssl/own.pem";
    own.settings["path"] = Secret("/not/a/file");
    config.accounts = {hosts, own};

    const ServiceNeeds needs = observed.needs(config, "/usr/bin/ddns-reactor", "/etc/d/config.yaml");
    CHECK(needs.credentials == std::vector<UnitCredential>{{"cf", "/etc/credstore/cf"}});
    CHECK(needs.reads == std::vector<std::string>{"/run/secrets/x", "/etc/ssl/own.pem"});
    CHECK(needs.writes == std::vector<std::string>{"/etc"});
    CHECK(needs.state == "/var/lib/ddns-reactor");
    CHECK(observed.variables() == std::vector<std::string>{"DUCK_TOKEN"});
}
