// SPDX-License-Identifier: MIT
#include "detect/way_out.h"

#include "net/address_class.h"

#include <tuple>

namespace ddns {

namespace {

bool works(const InterfaceAddress& entry) {
    if (entry.tentative || entry.dad_failed || entry.not_local_yet || entry.scope == Scope::host)
        return false;
    const AddressClass kind = classify(entry.address).address_class;
    return kind != AddressClass::link_local && kind != AddressClass::unusable;
}

/// The smaller the better.
auto order(const InterfaceAddress& entry) {
    return std::tuple(entry.deprecated, classify(entry.address).address_class, entry.skip_as_source,
                      entry.temporary, entry.secondary, entry.address);
}

bool leads_out(const Route& route, std::uint32_t interface, Family family) {
    return route.interface == interface && route.destination.address.family() == family && route.unicast &&
           route.alive && route.gateway;
}

/// The main table's routes first: metrics of different tables do not compare.
auto order(const Route& route) {
    constexpr std::uint32_t main_table = 254;
    return std::tuple(route.table != main_table, route.metric);
}

} // namespace

WayOut way_out(const Snapshot& snapshot, Family family, const std::string& interface) {
    WayOut way{interface, std::nullopt, std::nullopt};
    const Interface* found = snapshot.find_interface(interface);
    if (!found) return way;
    const InterfaceAddress* source = nullptr;
    for (const InterfaceAddress& entry : snapshot.addresses) {
        if (entry.interface != found->index || entry.address.family() != family || !works(entry)) continue;
        if (!source || order(entry) < order(*source)) source = &entry;
    }
    const Route* route = nullptr;
    for (const Route& each : snapshot.routes)
        if (leads_out(each, found->index, family) && (!route || order(each) < order(*route))) route = &each;
    if (source) way.source = source->address;
    if (route) way.gateway = route->gateway;
    return way;
}

} // namespace ddns
