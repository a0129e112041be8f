// SPDX-License-Identifier: MIT
#include "config/load.h"

#include "fakes/known_providers.h"

#include <doctest/doctest.h>

using namespace ddns;

namespace {

LoadedConfig load(const std::string& record) {
    fakes::FakeConfigWorld world;
    return parse_config("accounts: { lan: { provider: hosts, path: /h } }\n"
                        "records:\n"
                        "  - { name: a.lan, account: lan, " +
                            record + " }\n",
                        "c.yaml", fakes::known_providers(), world.world());
}

std::string said(const LoadedConfig& loaded) {
    std::string out;
    for (Diagnostic d : loaded.diagnostics) {
        d.excerpt.clear();
        out += to_string(d) + "\n";
    }
    return out;
}

} // namespace

TEST_CASE("hosts of an IPv6 network arrive, and make a record an AAAA") {
    const LoadedConfig loaded =
        load("suffix: [\"::1234\", ::a], mac: \"aa:bb:cc:dd:ee:ff\", prefix_from: lan0");
    INFO(said(loaded));
    REQUIRE(loaded.config);
    REQUIRE(loaded.config->records.size() == 1);
    const Record& record = loaded.config->records[0];
    CHECK(record.type == RecordType::AAAA);
    REQUIRE(record.policy.hosts.size() == 3);
    CHECK(record.policy.hosts[1].bits.to_string() == "::a");
    CHECK(record.policy.hosts[2].bits.to_string() == "::a8bb:ccff:fedd:eeff");
    CHECK(record.policy.prefix_from == "lan0");
}

TEST_CASE("ipv6: temporary is a matter of the AAAA record") {
    const LoadedConfig loaded = load("ipv6: temporary");
    REQUIRE(loaded.config);
    REQUIRE(loaded.config->records.size() == 2);
    CHECK_FALSE(loaded.config->records[0].policy.temporary);
    CHECK(loaded.config->records[1].policy.temporary);
    REQUIRE(load("ipv6: stable").config);
    CHECK_FALSE(load("ipv6: stable").config->records[1].policy.temporary);
}

TEST_CASE("mistakes about hosts are told with their places") {
    const struct {
        const char* record;
        const char* expected;
    } rows[] = {
        {"suffix: \"::1:2:3:4:5\"", "c.yaml:3:42: error: \"suffix\" has bits in its first 64, which belong "
                                    "to the prefix; give the last 64 "
                                    "only, for example \"::1234\"\n"},
        {"suffix: 1234",
         "c.yaml:3:42: error: \"suffix\" must be the end of an IPv6 address, for example \"::1234\"\n"},
        {"mac: [aa:bb:cc:dd:ee:ff, \"aa:bb\", aa-bb-cc-dd-ee-ff, 01:00:5e:00:00:01]",
         "c.yaml:3:59: error: \"mac\" must be six pairs of hexadecimal digits, for example "
         "\"aa:bb:cc:dd:ee:ff\"\n"
         "c.yaml:3:68: error: host \"aa-bb-cc-dd-ee-ff\" is given twice\n"
         "c.yaml:3:87: error: \"mac\" is a group address, which no machine has\n"},
        {"suffix: \"::1\", types: [A, AAAA]",
         "c.yaml:3:34: error: \"suffix\" is for AAAA records; write the A record as one of its own\n"},
        {"mac: aa:bb:cc:dd:ee:ff, types: A",
         "c.yaml:3:34: error: \"mac\" is for AAAA records; write the A record as one of its own\n"},
        {"suffix: \"::1\", ipv6: stable, source: detect, address: best, prefix_from: lan0",
         "c.yaml:3:49: error: \"ipv6\" has no meaning beside \"suffix\"; the host's part of the address is "
         "given\n"
         "c.yaml:3:63: error: \"source\" has no meaning beside \"suffix\"; the outside sees this machine, "
         "not the "
         "hosts behind it\n"},
        {"prefix_from: lan0",
         "c.yaml:3:34: error: \"prefix_from\" needs the host beside it; for example: suffix: \"::1234\"\n"},
        {"ipv6: temporry",
         "c.yaml:3:40: error: unknown kind of IPv6 address \"temporry\"; did you mean \"temporary\"?\n"},
        {"ipv6: temporary, types: A", "c.yaml:3:34: error: \"ipv6\" is for AAAA records\n"},
        {"sufix: \"::1\"", "c.yaml:3:34: error: unknown key \"sufix\"; did you mean \"suffix\"?\n"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.record);
        const LoadedConfig loaded = load(row.record);
        CHECK(said(loaded) == row.expected);
        CHECK_FALSE(loaded.config);
    }
}
