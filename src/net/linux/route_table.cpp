// SPDX-License-Identifier: MIT
#include "net/linux/route_table.h"

#include "net/default_route.h"

#include <algorithm>
#include <linux/rtnetlink.h>
#include <tuple>

namespace ddns {

namespace {

std::vector<KernelRoute> expand(const RouteMessage& message) {
    std::vector<KernelRoute> routes;
    for (const NextHop& hop : message.next_hops) {
        Route route;
        route.destination = message.destination;
        route.interface = hop.interface;
        route.table = message.table;
        route.metric = message.metric;
        route.unicast = message.type == RTN_UNICAST;
        route.alive = hop.alive;
        route.preference = message.preference;
        route.gateway = hop.gateway;
        routes.push_back({route, message.source, message.next_hop_object});
    }
    return routes;
}

auto order(const KernelRoute& r) {
    return std::tie(r.route.destination.address, r.route.destination.length, r.route.table, r.route.metric,
                    r.route.interface, r.route.gateway);
}

/// What one route of the kernel has in common with its replacement.
bool same_key(const Route& route, const RouteMessage& message) {
    return route.destination == message.destination && route.table == message.table &&
           route.metric == message.metric;
}

bool same_path(const KernelRoute& a, const KernelRoute& b) {
    return order(a) == order(b) && a.route.unicast == b.route.unicast;
}

bool is_v4(const KernelRoute& r) { return r.route.destination.address.family() == Family::v4; }

} // namespace

bool is_kept(const RouteMessage& route) {
    if (route.cloned) return false;
    if (route.type != RTN_UNICAST && route.type != RTN_UNREACHABLE && route.type != RTN_BLACKHOLE &&
        route.type != RTN_PROHIBIT)
        return false;
    return leads_everywhere(route.destination);
}

void RouteTable::add(const RouteMessage& route) {
    if (!is_kept(route)) return;
    for (const KernelRoute& each : expand(route)) insert(each);
}

void RouteTable::take_family(Family family, const RouteTable& other) {
    for (const KernelRoute& each : other.routes_)
        if (each.route.destination.address.family() == family) insert(each);
}

void RouteTable::apply(const RouteChange& change) {
    std::visit([this](const auto& each) { on(each); }, change);
}

void RouteTable::on(const RouteAdded& change) {
    if (!is_kept(change.route)) return;
    if (change.replaces)
        std::erase_if(routes_, [&](const KernelRoute& r) { return same_key(r.route, change.route); });
    // An IPv6 multipath route is announced whole with each next hop it gains.
    for (const KernelRoute& added : expand(change.route)) {
        std::erase_if(routes_, [&](const KernelRoute& r) { return same_path(r, added); });
        insert(added);
    }
}

void RouteTable::on(const RouteRemoved& change) {
    if (!is_kept(change.route)) return;
    for (const KernelRoute& removed : expand(change.route))
        std::erase_if(routes_, [&](const KernelRoute& r) { return same_path(r, removed); });
}

void RouteTable::on(const InterfaceDown& change) {
    std::erase_if(routes_, [&](const KernelRoute& r) { return r.route.interface == change.interface; });
}

void RouteTable::on(const CarrierChanged& change) {
    for (KernelRoute& r : routes_)
        if (r.route.interface == change.interface) r.route.alive = change.carrier;
}

void RouteTable::on(const LastAddressGone& change) {
    std::erase_if(routes_,
                  [&](const KernelRoute& r) { return is_v4(r) && r.route.interface == change.interface; });
}

void RouteTable::on(const SourceGone& change) {
    std::erase_if(routes_, [&](const KernelRoute& r) { return is_v4(r) && r.source == change.address; });
}

void RouteTable::on(const NextHopObjectGone& change) {
    std::erase_if(routes_, [&](const KernelRoute& r) { return r.next_hop_object == change.id; });
}

void RouteTable::insert(const KernelRoute& route) {
    const auto place =
        std::upper_bound(routes_.begin(), routes_.end(), route,
                         [](const KernelRoute& a, const KernelRoute& b) { return order(a) < order(b); });
    routes_.insert(place, route);
}

} // namespace ddns
