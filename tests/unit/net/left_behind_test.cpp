// SPDX-License-Identifier: MIT
#include "net/left_behind.h"

#include "unit/plan/lab.h"

#include <doctest/doctest.h>

using namespace ddns;

namespace {

/// As in unit/plan/lab.h; the system chooses the interface named `chosen`.
Snapshot network(std::string_view line, std::string_view chosen = "") {
    Snapshot snapshot = lab::network(line).snapshot;
    if (const Interface* interface = snapshot.find_interface(chosen))
        snapshot.os_device_v4 = snapshot.os_device_v6 = interface->index;
    return snapshot;
}

} // namespace

TEST_CASE("connections end with the way out of their address, not only with the address") {
    constexpr const char* home = "eth0*100 192.168.1.2; wwan0*700 10.0.0.2; lan0 172.16.0.2";
    struct Row {
        const char* what;
        const char* now;
        const char* chosen;
        const char* still_good;
    };
    const Row rows[] = {
        {"nothing happened", home, "eth0", "192.168.1.2,10.0.0.2,172.16.0.2"},
        {"another metric", "eth0*200 192.168.1.2; wwan0*700 10.0.0.2", "eth0", "192.168.1.2,10.0.0.2"},
        {"another address", "eth0*100 192.168.1.3; wwan0*700 10.0.0.2", "eth0", "192.168.1.3,10.0.0.2"},
        {"the cable is out", "eth0!*100 192.168.1.2; wwan0*700 10.0.0.2", "wwan0", "10.0.0.2"},
        {"the default route is gone", "eth0 192.168.1.2; wwan0*700 10.0.0.2", "wwan0", "10.0.0.2"},
        {"the spare one's default route is gone", "eth0*100 192.168.1.2; wwan0 10.0.0.2", "eth0",
         "192.168.1.2"},
        {"the cable of a LAN is out", "eth0*100 192.168.1.2; lan0! 172.16.0.2", "eth0", "192.168.1.2"},
        {"the system chooses the other one", "eth0*900 192.168.1.2; wwan0*700 10.0.0.2", "wwan0", "10.0.0.2"},
        {"what the system chooses is not known", "eth0*900 192.168.1.2; wwan0*700 10.0.0.2", "",
         "192.168.1.2,10.0.0.2"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.what);
        CHECK(lab::text(not_left_behind(network(home, "eth0"), network(row.now, row.chosen))) ==
              row.still_good);
    }
}

TEST_CASE("the loss of one family's way out leaves the other family alone") {
    const Snapshot before = network("eth0*100 192.168.1.2 2a02:c0de::2");
    Snapshot now = before;
    std::erase_if(now.routes, [](const Route& r) { return r.destination.address.family() == Family::v6; });
    CHECK(lab::text(not_left_behind(before, now)) == "192.168.1.2");
}

TEST_CASE("an interface that comes back leaves nothing behind, and neither does the first look") {
    const Snapshot down = network("eth0! 192.168.1.2; wwan0*700 10.0.0.2");
    const Snapshot up = network("eth0*100 192.168.1.2; wwan0*700 10.0.0.2");
    CHECK(lab::text(not_left_behind(down, up)) == "192.168.1.2,10.0.0.2");
    CHECK(lab::text(not_left_behind(Snapshot{}, up)) == "192.168.1.2,10.0.0.2");
}
