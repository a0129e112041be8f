// SPDX-License-Identifier: MIT
#include "plan/egress.h"

#include "lab.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace ddns;

namespace {

/// "v4 wwan0 185.10.20.1 around 62.4.5.1", or "-": as the kernel routes.
std::string way(std::string_view line, std::vector<Uplink> uplinks = {}) {
    const lab::Network network = lab::network(line);
    RankPolicy policy;
    policy.uplinks = std::move(uplinks);
    policy.unanswered = network.unanswered;
    std::string out;
    for (const Detour& detour : detours(network.snapshot, rank(network.snapshot, policy)))
        out += fmt::format("{}{} {} {} around {}", out.empty() ? "" : "; ", to_string(detour.family),
                           detour.interface, detour.source.to_string(), lab::text(detour.avoid));
    return out.empty() ? "-" : out;
}

} // namespace

TEST_CASE("requests are led around uplinks whose probe fails") {
    struct {
        const char* what;
        const char* network;
        const char* way;
    } const rows[] = {
        {"all healthy", "eth0*100 62.4.5.1; wwan0*700 185.10.20.1", "-"},
        {"the kernel's way is dead", "eth0%*100 62.4.5.1; wwan0*700 185.10.20.1",
         "v4 wwan0 185.10.20.1 around 62.4.5.1"},
        {"another one than the kernel's is dead", "eth0*100 62.4.5.1; wwan0%*700 185.10.20.1",
         "v4 eth0 62.4.5.1 around 185.10.20.1"},
        {"all dead", "eth0%*100 62.4.5.1; wwan0%*700 185.10.20.1", "-"},
        {"no other way out", "eth0%*100 62.4.5.1; lan0 10.0.0.1", "-"},
        {"the other one has no cable", "eth0%*100 62.4.5.1; wwan0!*700 185.10.20.1", "-"},
        {"the other one has no address of its own", "eth0%*100 62.4.5.1; wwan0*700 169.254.1.1", "-"},
        {"two of three dead", "eth0%*100 62.4.5.1; wwan0%*200 185.10.20.1; dsl0*700 10.0.3.2",
         "v4 dsl0 10.0.3.2 around 62.4.5.1,185.10.20.1"},
        {"the best of the healthy", "eth0%*100 62.4.5.1; dsl0*700 10.0.3.2; wwan0*200 185.10.20.1",
         "v4 wwan0 185.10.20.1 around 62.4.5.1"},
        {"each family by itself", "eth0%*100 62.4.5.1 2a00::1; wwan0*700 185.10.20.1",
         "v4 wwan0 185.10.20.1 around 62.4.5.1"},
        {"both families", "eth0%*100 62.4.5.1 2a00::1; wwan0*700 185.10.20.1 2a01::2",
         "v4 wwan0 185.10.20.1 around 62.4.5.1; v6 wwan0 2a01::2 around 2a00::1"},
        {"all its addresses", "eth0%*100 62.4.5.1 62.4.5.2 2a00::1~; wwan0*700 185.10.20.1",
         "v4 wwan0 185.10.20.1 around 62.4.5.1,62.4.5.2"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.what);
        CHECK(way(row.network) == row.way);
    }
}

TEST_CASE("of the healthy uplinks one that the configuration names comes first") {
    const char* network = "eth0%*100 62.4.5.1; tun0*50 91.65.8.1; wwan0*700 185.10.20.1";
    CHECK(way(network) == "v4 tun0 91.65.8.1 around 62.4.5.1");
    CHECK(way(network, {{"lte", "wwan0", {}, {}}}) == "v4 wwan0 185.10.20.1 around 62.4.5.1");
}

TEST_CASE("what names an interface leaves from its best address") {
    const lab::Network network = lab::network(
        "eth0*100 169.254.9.9 62.4.5.1~ 62.4.5.2 2a00::5?  2a00::1; lan0 10.0.0.1; wwan0!*700 185.10.20.1");
    std::string out;
    const std::set<std::string> named{"eth0", "lan0", "wwan0", "gone0"};
    for (const auto& [way, source] : ways_out(network.snapshot, rank(network.snapshot, {}), named).sources)
        out += fmt::format("{} {} ", way.first, source.to_string());
    CHECK(out == "eth0 62.4.5.2 eth0 2a00::1 ");
}

TEST_CASE("a detour says why") {
    const lab::Network network =
        lab::network("eth0%*100 62.4.5.1; wwan0*700 185.10.20.1; dsl0%*800 10.0.3.2");
    RankPolicy policy;
    policy.uplinks = {{"fiber", "eth0", {}, {}}, {"lte", "wwan0", {}, {}}};
    policy.unanswered = network.unanswered;
    const auto found = detours(network.snapshot, rank(network.snapshot, policy));
    REQUIRE(found.size() == 1);
    CHECK(found[0].phrase == "through lte (wwan0), because nothing answers through fiber (eth0), dsl0");
}
