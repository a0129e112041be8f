// SPDX-License-Identifier: MIT
#include "service/needs.h"

#include <doctest/doctest.h>
#include <map>

using namespace ddns;

namespace {

const std::string state = "/var/lib/ddns-reactor";

ServiceNeeds needs() { return {"/usr/bin/ddns-reactor", "/etc/ddns-reactor/config.yaml", state, {}, {}, {}}; }

AccessProbe probe(std::map<std::string, FileAccess> special) {
    return [special = std::move(special)](const std::string& path) {
        const auto found = special.find(path);
        return found == special.end() ? FileAccess::everyone : found->second;
    };
}

ServiceDecision decide(const ServiceNeeds& wanted, const AccessProbe& access) {
    const auto decision = decide_service(wanted, ServiceScope::system, state, access);
    REQUIRE(decision.has_value());
    return *decision;
}

} // namespace

TEST_CASE("a service that reads what everybody may read has a user of its own") {
    ServiceNeeds wanted = needs();
    wanted.writes = {state + "/hosts.d"};
    wanted.credentials = {{"cf", "/etc/credstore/cf"}};
    const auto decision = decide(wanted, probe({{"/etc/credstore/cf", FileAccess::root}}));
    CHECK(decision.unit.identity == UnitIdentity::dynamic_user);
    CHECK(decision.why_root.empty());
    CHECK(decision.unit.writable_folders.empty());
    CHECK_FALSE(decision.unit.foreign_files);
}

TEST_CASE("a configuration that only root may read makes it root without capabilities") {
    const auto decision = decide(needs(), probe({{"/etc/ddns-reactor/config.yaml", FileAccess::root}}));
    CHECK(decision.unit.identity == UnitIdentity::root);
    CHECK_FALSE(decision.unit.foreign_files);
    CHECK(decision.why_root == "/etc/ddns-reactor/config.yaml is not readable by everyone");
}

TEST_CASE("a secret in a file of another user costs the one capability that reaches it") {
    ServiceNeeds wanted = needs();
    wanted.reads = {"/home/ann/token"};
    const auto decision = decide(wanted, probe({{"/home/ann/token", FileAccess::others}}));
    CHECK(decision.unit.identity == UnitIdentity::root);
    CHECK(decision.unit.foreign_files);
    CHECK(decision.unit.reads_home);
}

TEST_CASE("folders outside its state are made writable once each, and need root") {
    ServiceNeeds wanted = needs();
    wanted.state = "/srv/ddns";
    wanted.writes = {"/etc", "/etc", "/var/lib/ddns-reactor-2"};
    const auto decision = decide(wanted, probe({}));
    CHECK(decision.unit.identity == UnitIdentity::root);
    CHECK(decision.unit.writable_folders ==
          std::vector<std::string>{"/etc", "/srv/ddns", "/var/lib/ddns-reactor-2"});
    CHECK(decision.why_root == "it writes to /etc");
}

TEST_CASE("a user's own service stays that user") {
    ServiceNeeds wanted = needs();
    wanted.config = "/home/ann/ddns.yaml";
    const auto decision =
        decide_service(wanted, ServiceScope::session, state, probe({{wanted.config, FileAccess::others}}));
    REQUIRE(decision.has_value());
    CHECK(decision->unit.identity == UnitIdentity::session);
}

TEST_CASE("what the service could not see is refused with what to do") {
    struct Row {
        std::string config, says;
    };
    for (const Row& row : {Row{"/tmp/c.yaml", "temporary"}, Row{"/var/tmp/c.yaml", "temporary"},
                           Row{"/etc/gone.yaml", "create it"}, Row{"/etc/a\nb.yaml", "control characters"}}) {
        ServiceNeeds wanted = needs();
        wanted.config = row.config;
        const auto decision = decide_service(wanted, ServiceScope::system, state,
                                             probe({{"/etc/gone.yaml", FileAccess::missing}}));
        REQUIRE_FALSE(decision.has_value());
        CAPTURE(decision.error().what);
        CHECK(decision.error().kind == ErrorKind::system);
        CHECK(decision.error().what.find(row.says) != std::string::npos);
    }
}
