// SPDX-License-Identifier: MIT
#include "rank/default_routes.h"

#include <algorithm>
#include <tuple>
#include <unordered_map>

namespace ddns {
namespace {

constexpr std::uint32_t main_table = 254;

/// What part of the address space a route leads to.
enum class Span : std::uint8_t { everything, lower_half, upper_half, little };

Span span_of(const Prefix& destination) {
    const unsigned first = destination.address.bytes()[0];
    const bool v6 = destination.address.family() == Family::v6;
    if (destination.length == 0) return Span::everything;
    if (destination.length == 1) return first < 0x80 ? Span::lower_half : Span::upper_half;
    if (destination.length == 3 && v6 && (first >> 5) == 1) return Span::everything;
    return Span::little;
}

struct Part {
    std::uint32_t interface;
    Family family;
    std::uint32_t table;
    Span span;
    DefaultRoute route;
};

auto place(const Part& part) { return std::tuple(part.interface, part.family, part.table, part.span); }
auto quality(const DefaultRoute& route) {
    return std::tuple(!route.main_table, route.metric, route.preference);
}

DefaultRoute worse_of(const DefaultRoute& a, const DefaultRoute& b) {
    return quality(a) < quality(b) ? b : a;
}

std::vector<Part> live_parts(const Snapshot& snapshot) {
    std::unordered_map<std::uint32_t, const Interface*> interfaces;
    if (snapshot.platform == Platform::windows)
        for (const Interface& interface : snapshot.interfaces)
            interfaces.try_emplace(interface.index, &interface);
    std::vector<Part> parts;
    for (const Route& route : snapshot.routes) {
        const Span span = span_of(route.destination);
        if (!route.unicast || !route.alive || span == Span::little) continue;
        const Family family = route.destination.address.family();
        std::uint64_t metric = route.metric;
        if (const auto found = interfaces.find(route.interface); found != interfaces.end())
            metric += family == Family::v4 ? found->second->metric_v4 : found->second->metric_v6;
        parts.push_back({route.interface,
                         family,
                         route.table,
                         span,
                         {route.table == main_table, metric, route.preference}});
    }
    return parts;
}

} // namespace

DefaultRoutes::DefaultRoutes(const Snapshot& snapshot) {
    std::vector<Part> parts = live_parts(snapshot);
    std::sort(parts.begin(), parts.end(), [](const Part& a, const Part& b) {
        return std::tuple_cat(place(a), quality(a.route)) < std::tuple_cat(place(b), quality(b.route));
    });
    const Part* lower = nullptr; // the best lower half seen; its upper half sorts right behind it
    for (const Part& part : parts) {
        if (part.span == Span::lower_half) {
            if (!lower || place(*lower) != place(part)) lower = &part;
            continue;
        }
        DefaultRoute route = part.route;
        if (part.span == Span::upper_half) {
            const bool paired = lower && std::tuple(lower->interface, lower->family, lower->table) ==
                                             std::tuple(part.interface, part.family, part.table);
            if (!paired) continue;
            route = worse_of(lower->route, part.route);
        }
        const bool known = !owned_.empty() && owned_.back().interface == part.interface &&
                           owned_.back().family == part.family;
        if (!known)
            owned_.push_back({part.interface, part.family, route});
        else if (quality(route) < quality(owned_.back().route))
            owned_.back().route = route;
    }
}

std::optional<DefaultRoute> DefaultRoutes::of(std::uint32_t interface, Family family) const {
    const auto found = std::lower_bound(owned_.begin(), owned_.end(), std::tuple(interface, family),
                                        [](const Owned& owned, const std::tuple<std::uint32_t, Family>& key) {
                                            return std::tuple(owned.interface, owned.family) < key;
                                        });
    if (found == owned_.end() || found->interface != interface || found->family != family)
        return std::nullopt;
    return found->route;
}

} // namespace ddns
