// SPDX-License-Identifier: MIT
#include "net/snapshot_yaml.h"

#include "unit/rank/generated_snapshot.h"

#include <doctest/doctest.h>
#include <string>

using namespace ddns;
using ddns::testing::SnapshotGenerator;

namespace {

SnapshotFile read(const std::string& text) {
    const auto file = parse_snapshot(text, "s.yaml");
    REQUIRE_MESSAGE(file, file.error().what);
    return *file;
}

std::string mistake(const std::string& text) {
    const auto file = parse_snapshot(text, "s.yaml");
    if (file) return "accepted";
    CHECK(file.error().kind == ErrorKind::config);
    return file.error().what;
}

} // namespace

TEST_CASE("a snapshot file is read with the defaults of what it leaves out") {
    const SnapshotFile file = read(R"(
platform: windows
ifaces: [{name: Wi-Fi, index: 9, kind: wifi, winmetric: {v4: 35, v6: 36}}, {name: lo, index: 1, loopback: true, up: false, carrier: false, ptp: true, vrf: 10}]
routes:
  - {dst: default4, multipath: [lo, Wi-Fi], metric: 20, flags: [onlink]}
  - {dst: '2000::/3', dev: {ifindex: 77}, table: 52, type: blackhole, flags: [linkdown], pref: low}
addrs:
  - {dev: Wi-Fi, addr: 81.2.69.142/24}
  - {dev: lo, addr: 'fe80::1', scope: link, flags: [permanent, tentative, noprefixroute], pref: 0}
os_dev: {v4: Wi-Fi}
incumbent: {v4: 81.2.69.1, v6: ['2a02::1', '2a02::2']}
)");
    const Snapshot& snapshot = file.snapshot;
    CHECK(snapshot.platform == Platform::windows);
    REQUIRE(snapshot.interfaces.size() == 2);
    CHECK(snapshot.interfaces[0].metric_v6 == 36);
    CHECK(snapshot.interfaces[0].up);
    CHECK(snapshot.interfaces[1].vrf_table == 10);
    CHECK_FALSE(snapshot.interfaces[1].carrier);
    REQUIRE(snapshot.routes.size() == 3);
    CHECK(snapshot.routes[0].interface == 1);
    CHECK(snapshot.routes[1].interface == 9);
    CHECK(snapshot.routes[1].table == 254);
    CHECK(snapshot.routes[1].alive);
    CHECK(snapshot.routes[2].interface == 77);
    CHECK_FALSE(snapshot.routes[2].alive);
    CHECK_FALSE(snapshot.routes[2].unicast);
    CHECK(snapshot.routes[2].preference == RouterPreference::low);
    REQUIRE(snapshot.addresses.size() == 2);
    CHECK(snapshot.addresses[0].infinite_lifetime);
    CHECK(snapshot.addresses[1].prefix_length == 128);
    CHECK(snapshot.addresses[1].deprecated);
    CHECK(snapshot.addresses[1].tentative);
    CHECK(snapshot.os_device_v4 == 9);
    CHECK(snapshot.os_device_v6 == 0);
    CHECK(file.incumbents.size() == 3);
}

TEST_CASE("every snapshot is read back as it was written") {
    for (unsigned seed = 0; seed < 1500; ++seed) {
        SnapshotGenerator generator(seed);
        SnapshotFile file;
        file.snapshot = generator.snapshot();
        for (auto i = generator.below(4); i > 0; --i) file.incumbents.push_back(generator.address());
        const std::string text = to_yaml(file);
        CAPTURE(text);
        const auto again = parse_snapshot(text, "s.yaml");
        REQUIRE_MESSAGE(again, again.error().what);
        REQUIRE(*again == file);
        CHECK(to_yaml(*again) == text);
    }
}

TEST_CASE("a snapshot is written for people: one line an object, without what is usual") {
    const std::string text = "# Preferred lifetimes (pref) are told as forever, 0 (over) or 1 (finite).\n"
                             "platform: linux\n"
                             "ifaces:\n"
                             "  - {name: eth0, index: 2}\n"
                             "  - {name: \"Wi-Fi 2\", index: 3, kind: wifi, carrier: false}\n"
                             "routes:\n"
                             "  - {dst: default4, dev: eth0, metric: 100}\n"
                             "addrs:\n"
                             "  - {dev: eth0, addr: 81.2.69.142/24}\n"
                             "  - {dev: eth0, addr: '2a02:c0de::1/64', flags: [temporary], pref: 1}\n"
                             "os_dev: {v4: eth0}\n"
                             "incumbent: {v4: [81.2.69.142]}\n";
    CHECK(to_yaml(read(text)) == text);
    CHECK(to_yaml({}) == "# Preferred lifetimes (pref) are told as forever, 0 (over) or 1 (finite).\n"
                         "platform: linux\nifaces: []\nroutes: []\naddrs: []\n");
}

TEST_CASE("mistakes are told with their place and what was probably meant") {
    struct Row {
        const char* text;
        const char* expected;
    };
    const Row rows[] = {
        {"ifaces: []\nroute: []\n",
         "s.yaml:2:1: unknown key \"route\" in the snapshot; did you mean \"routes\"?"},
        {"ifaces: [{name: e, index: 2, metrc: 3}]", "s.yaml:1:30: unknown key \"metrc\" in an interface"},
        {"ifaces: [{name: e, index: 2, carier: true}]",
         "s.yaml:1:30: unknown key \"carier\" in an interface; did you mean \"carrier\"?"},
        {"ifaces: [{name: e, index: 2}]\nifaces: []",
         "s.yaml:2:1: \"ifaces\" is given twice in the snapshot"},
        {"ifaces: [{index: 2}]", "s.yaml:1:10: an interface needs \"name\" and \"index\""},
        {"ifaces: [{name: e, index: two}]", "s.yaml:1:27: index must be a number from 0 to 4294967295"},
        {"ifaces: [{name: e, index: 4294967296}]",
         "s.yaml:1:27: index must be a number from 0 to 4294967295"},
        {"ifaces: [{name: e, index: -1}]", "s.yaml:1:27: index must be a number from 0 to 4294967295"},
        {"ifaces: [{name: e, index: 1, up: yes}]",
         "s.yaml:1:34: up \"yes\" is not known; use one of: true, false"},
        {"ifaces: [{name: e, index: 1, kind: wfi}]",
         "s.yaml:1:36: kind \"wfi\" is not known; did you mean \"wifi\"?"},
        {"ifaces: [{name: eth0, index: 1}]\naddrs: [{dev: eht0, addr: 1.2.3.4}]",
         "s.yaml:2:15: \"eht0\" is not in ifaces; did you mean \"eth0\"?"},
        {"ifaces: [{name: e, index: 1}, {name: e, index: 2}]\nos_dev: {v4: e}",
         "s.yaml:2:14: two interfaces are called \"e\"; say {ifindex: NUMBER}"},
        {"ifaces: [{name: e, index: 1}]\naddrs: [{dev: e, addr: 1.2.3.4/33}]",
         "s.yaml:2:24: addr \"1.2.3.4/33\" is not an address with a length"},
        {"ifaces: [{name: e, index: 1}]\naddrs: [{dev: e}]",
         "s.yaml:2:9: an address needs \"dev\" and \"addr\""},
        {"ifaces: [{name: e, index: 1}]\naddrs: [{dev: e, addr: 1.2.3.4, flags: [temprary]}]",
         "s.yaml:2:41: address flag \"temprary\" is not known; did you mean \"temporary\"?"},
        {"ifaces: [{name: e, index: 1}]\naddrs: [{dev: e, addr: 1.2.3.4, pref: soon}]",
         "s.yaml:2:39: pref of an address must be \"forever\" or a number of seconds"},
        {"ifaces: [{name: e, index: 1}]\nroutes: [{dst: default, dev: e}]",
         "s.yaml:2:16: dst \"default\" is not default4, default6 or a prefix"},
        {"ifaces: [{name: e, index: 1}]\nroutes: [{dst: default4}]",
         "s.yaml:2:10: a route needs \"dev\" or \"multipath\", one of the two"},
        {"ifaces: [{name: e, index: 1}]\nroutes: [{dev: e}]", "s.yaml:2:10: a route needs \"dst\""},
        {"ifaces: []\nincumbent: {v4: 300.1.1.1}", "s.yaml:2:17: \"300.1.1.1\" is not an IP address"},
        {"ifaces: {}", "s.yaml:1:9: ifaces must be a list"},
        {"ifaces: [1]", "s.yaml:1:10: an interface must be a mapping (key: value)"},
        {"[]", "s.yaml:1:1: the snapshot must be a mapping (key: value)"},
        {"{}", "s.yaml:1:1: a snapshot needs \"ifaces\", at least an empty list: ifaces: []"},
        {"ifaces: []\n--- \nifaces: []",
         "s.yaml:2:1: control bytes and a second document are not allowed in a snapshot"},
        {"ifaces: []\n...\nifaces: []",
         "s.yaml:3:1: control bytes and a second document are not allowed in a snapshot"},
        {"ifaces: []\naddrs: \x04[{]",
         "s.yaml:2:1: control bytes and a second document are not allowed in a snapshot"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.text);
        CHECK(mistake(row.text) == row.expected);
    }
    CHECK(mistake("ifaces: [").starts_with("s.yaml:1:"));
    CHECK(mistake("ifaces: [").find("not valid YAML") != std::string::npos);
    CHECK(mistake("").find("must be a mapping") != std::string::npos);
}

TEST_CASE("comments and document marks around a single document are fine") {
    CHECK(read("# a\n%YAML 1.2\n---\nifaces: []\n...\n# end\n").snapshot.interfaces.empty());
}

TEST_CASE("hostile files are refused, not suffered") {
    CHECK(mistake(std::string(max_snapshot_bytes + 1, ' ')) ==
          "s.yaml: a snapshot of more than 4 MiB is not read");
    CHECK(mistake(std::string(100'000, '[')).starts_with("s.yaml"));
    CHECK(mistake(std::string("ifaces: []\0", 11)).find("control bytes") != std::string::npos);
    std::string flags = "ifaces: [{name: e, index: 1}]\naddrs: [{dev: e, addr: 1.2.3.4, flags: [";
    for (int i = 0; i < 65; ++i) flags += "temporary, ";
    CHECK(mistake(flags + "]}]").find("more than 64 entries") != std::string::npos);
    CHECK(mistake("ifaces: &a [*a]").starts_with("s.yaml"));
}
