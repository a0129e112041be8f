// SPDX-License-Identifier: MIT
#include "net/snapshot_yaml.h"
#include "rank/report.h"
#include "util/text.h"

#include "generated_snapshot.h"

#include <algorithm>
#include <doctest/doctest.h>

using namespace ddns;

namespace {

Candidates two_uplinks() {
    const auto file = parse_snapshot(R"(
ifaces: [{name: eth0, index: 2}, {name: tun0, index: 9, kind: tun}, {name: lo, index: 1, loopback: true}]
routes: [{dst: default4, dev: eth0, metric: 100}, {dst: default4, dev: tun0, metric: 50}]
addrs: [{dev: eth0, addr: 100.64.3.7/10}, {dev: tun0, addr: 185.10.20.30/32}, {dev: lo, addr: 127.0.0.1/8}, {dev: eth0, addr: 'fe80::1/64', scope: link}]
)",
                                     "s.yaml");
    REQUIRE(file);
    RankPolicy policy;
    policy.uplinks = {{"home", "eth0", {}}};
    return rank(file->snapshot, policy);
}

} // namespace

TEST_CASE("the JSON report has the agreed form") {
    CHECK(dump_json(rank_report(two_uplinks())) ==
          R"j({"v4":[{"address":"185.10.20.30","interface":"tun0","class":"public","reasons":)j"
          R"j(["owns a default route","public","metric 50"]},)j"
          R"j({"address":"100.64.3.7","interface":"eth0","class":"cgnat","reasons":)j"
          R"j(["owns a default route","cgnat: shared address space (RFC 6598)","metric 100",)j"
          R"j("behind 185.10.20.30 by class"]}],)j"
          R"j("v6":[{"address":"fe80::1","interface":"eth0","class":"link_local","reasons":)j"
          R"j(["no default route","link_local: link-local unicast (RFC 4291)"]}],)j"
          R"j("excluded":[{"address":"127.0.0.1","interface":"lo","reason":"loopback (RFC 1122)"}],)j"
          R"j("publish":{"v4":"185.10.20.30","v6":null}})j");
    CHECK(dump_json(rank_report({})) ==
          R"j({"v4":[],"v6":[],"excluded":[],"publish":{"v4":null,"v6":null}})j");
}

TEST_CASE("the table is aligned and says why") {
    CHECK(rank_table(two_uplinks(), false) ==
          "IPv4\n"
          "  * 185.10.20.30  tun0         default route, public, metric 50\n"
          "    100.64.3.7    eth0 (home)  default route, cgnat, metric 100, behind by class\n"
          "\n"
          "IPv6\n"
          "    fe80::1       eth0 (home)  no default route, link_local\n"
          "    nothing to publish: fe80::1 is refused, class link_local is not allowed\n"
          "\n"
          "Not ranked\n"
          "    127.0.0.1     lo           loopback (RFC 1122)\n"
          "\n"
          "* is what a record with the default settings gets\n");
    CHECK(rank_table({}, false) == "IPv4\n    no address\n\nIPv6\n    no address\n");
}

TEST_CASE("reasons that do not fit go on below, in their column") {
    const auto file = parse_snapshot(R"(
ifaces: [{name: eth0, index: 2}]
routes: [{dst: default6, dev: eth0, metric: 1024}]
addrs: [{dev: eth0, addr: '2a02:c0de:1111:1111:d8e4:c777:13d8:6f40/64', flags: [temporary]}, {dev: eth0, addr: '2a02::1/64'}]
)",
                                     "s.yaml");
    REQUIRE(file);
    CHECK(
        rank_table(rank(file->snapshot, {}), false) ==
        "IPv4\n    no address\n\nIPv6\n"
        "  * 2a02::1                                  eth0  default route, public, metric 1024\n"
        "    2a02:c0de:1111:1111:d8e4:c777:13d8:6f40  eth0  default route, public, metric 1024, temporary,\n"
        "                                                   behind by not_temporary\n"
        "\n* is what a record with the default settings gets\n");
}

TEST_CASE("colour adds escapes and nothing else") {
    std::string coloured = rank_table(two_uplinks(), true);
    CHECK(coloured.find("\x1b[32m") != std::string::npos);
    for (const char* escape : {"\x1b[0m", "\x1b[1m", "\x1b[2m", "\x1b[32m"})
        for (auto at = coloured.find(escape); at != std::string::npos; at = coloured.find(escape))
            coloured.erase(at, std::string(escape).size());
    CHECK(coloured == rank_table(two_uplinks(), false));
}

TEST_CASE("no line of a table is longer than 100 columns, and no foreign byte reaches the terminal") {
    for (unsigned seed = 0; seed < 200; ++seed) {
        ddns::testing::SnapshotGenerator generator(seed);
        const std::string table = rank_table(rank(generator.snapshot(), {}), false);
        for (const std::string_view line : split(table, '\n')) {
            CAPTURE(line);
            const auto starts_character = [](char c) {
                return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
            };
            CHECK(std::count_if(line.begin(), line.end(), starts_character) <= 100);
            for (const char c : line) CHECK(static_cast<unsigned char>(c) >= 0x20);
        }
    }
}
