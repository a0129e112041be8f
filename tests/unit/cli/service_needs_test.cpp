// SPDX-License-Identifier: MIT
#include "cli/service_needs.h"

#include "util/path.h"

#include <doctest/doctest.h>

using namespace ddns;

namespace {

/// With the drive in front where a system has drives.
std::string absolute(const char* path) {
    return from_path(std::filesystem::absolute(to_path(path)).lexically_normal());
}

} // namespace

TEST_CASE("what a configuration reads and writes is known after loading it") {
    ConfigWorld real;
    real.environment = [](const std::string&) { return std::optional<std::string>("value"); };
    real.read_file = [](const std::string&, std::size_t) -> Result<std::string> { return std::string("x"); };
    ServiceWorld observed(real, "/var/lib/ddns-reactor");
    const ConfigWorld world = observed.world();

    CHECK(world.state_folder() == "/var/lib/ddns-reactor");
    CHECK(world.environment("CREDENTIALS_DIRECTORY") == std::optional<std::string>("/etc/credstore"));
    CHECK(world.environment("DUCK_TOKEN") == std::optional<std::string>("value"));
    const std::string config_path = absolute("/etc/d/config.yaml");
    for (const std::string& path :
         {config_path, std::string("/run/secrets/x"), std::string("/run/secrets/x")})
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

    const ServiceNeeds needs = observed.needs(config, "/usr/bin/ddns-reactor", config_path);
    CHECK(needs.credentials.empty());
    CHECK(needs.reads == std::vector<std::string>{absolute("/run/secrets/x"), absolute("/etc/ssl/own.pem")});
    CHECK(needs.writes == std::vector<std::string>{absolute("/etc")});
    CHECK(needs.state == absolute("/var/lib/ddns-reactor"));
    CHECK(observed.variables() == std::vector<std::string>{"DUCK_TOKEN"});
}
