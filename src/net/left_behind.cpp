// SPDX-License-Identifier: MIT
#include "net/left_behind.h"

#include <set>
#include <utility>

namespace ddns {

namespace {

/// An interface for one family.
using Way = std::pair<std::uint32_t, Family>;

std::set<Way> working(const Snapshot& snapshot) {
    std::set<Way> ways;
    for (const Interface& interface : snapshot.interfaces) {
        if (!interface.up || !interface.carrier) continue;
        ways.emplace(interface.index, Family::v4);
        ways.emplace(interface.index, Family::v6);
    }
    return ways;
}

std::set<Way> leading_out(const Snapshot& snapshot) {
    std::set<Way> ways;
    for (const Route& route : snapshot.routes)
        if (route.unicast && route.alive) ways.emplace(route.interface, route.destination.address.family());
    return ways;
}

void add_missing(std::set<Way>& left, const std::set<Way>& before, const std::set<Way>& now) {
    for (const Way& way : before)
        if (!now.contains(way)) left.insert(way);
}

void add_unchosen(std::set<Way>& left, Family family, std::uint32_t before, std::uint32_t now) {
    if (before != 0 && now != 0 && before != now) left.emplace(before, family);
}

} // namespace

std::vector<IpAddress> not_left_behind(const Snapshot& before, const Snapshot& now) {
    std::set<Way> left;
    if (before.interfaces != now.interfaces) add_missing(left, working(before), working(now));
    if (before.routes != now.routes) add_missing(left, leading_out(before), leading_out(now));
    add_unchosen(left, Family::v4, before.os_device_v4, now.os_device_v4);
    add_unchosen(left, Family::v6, before.os_device_v6, now.os_device_v6);
    std::vector<IpAddress> addresses;
    addresses.reserve(now.addresses.size());
    for (const InterfaceAddress& entry : now.addresses)
        if (!left.contains({entry.interface, entry.address.family()})) addresses.push_back(entry.address);
    return addresses;
}

} // namespace ddns
