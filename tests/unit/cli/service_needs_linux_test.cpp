// SPDX-License-Identifier: MIT
#include "cli/service_needs.h"

#include <doctest/doctest.h>

using namespace ddns;

TEST_CASE("what is read from systemd's credential store is a credential of the unit") {
    ConfigWorld real;
    real.read_file = [](const std::string&, std::size_t) -> Result<std::string> { return std::string("x"); };
    ServiceWorld observed(real, "/var/lib/ddns-reactor");
    CHECK(observed.world().read_file("/etc/credstore/cf", 100).has_value());

    Config config;
    config.state = "/var/lib/ddns-reactor";
    const ServiceNeeds needs = observed.needs(config, "/usr/bin/ddns-reactor", "/etc/d/config.yaml");
    CHECK(needs.credentials == std::vector<UnitCredential>{{"cf", "/etc/credstore/cf"}});
    CHECK(needs.reads.empty());
}
