// SPDX-License-Identifier: MIT
#include "net/linux/kernel_mirror.h"

#include <linux/if.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

namespace ddns {

namespace {

/// From here on one reading of everything is cheaper than many of one.
constexpr std::size_t many_interfaces = 128;

} // namespace

std::optional<WakeReason> KernelMirror::note(const RawMessage& message) {
    switch (message.type) {
    case RTM_NEWLINK:
    case RTM_DELLINK:
        return note_link(message);
    case RTM_NEWADDR:
    case RTM_DELADDR:
        return note_address(message);
    case RTM_NEWROUTE:
    case RTM_DELROUTE:
        return note_route(message);
    case RTM_NEWNEXTHOP:
    case RTM_DELNEXTHOP:
        return note_next_hop_object(message);
    case RTM_NEWRULE:
    case RTM_DELRULE:
        dirty.look_ups = Dirty::v4 | Dirty::v6;
        return WakeReason::rule;
    default:
        return std::nullopt;
    }
}

void KernelMirror::distrust() { dirty = Dirty{}; }

WakeReason KernelMirror::not_understood(WakeReason reason) {
    distrust();
    return reason;
}

void KernelMirror::mark(std::uint32_t index, unsigned what) {
    dirty.look_ups |= what & (Dirty::v4 | Dirty::v6);
    if (dirty.interfaces) return;
    dirty.interface[index] |= what;
    if (dirty.interface.size() < many_interfaces) return;
    dirty.interface.clear();
    dirty.interfaces = true;
}

void KernelMirror::apply(RouteChange change) {
    routes.apply(change);
    if (recording_) recorded_.push_back(std::move(change));
}

std::optional<WakeReason> KernelMirror::note_link(const RawMessage& message) {
    const auto link = parse_link(message);
    if (!link) return not_understood(WakeReason::link);
    // Scans and association reports of a wireless card; a change of its state is announced separately.
    if (link->wireless_event && link->changed == 0) return std::nullopt;
    dirty.routes = Dirty::v4 | Dirty::v6;
    const bool whole = link->family == AF_UNSPEC && !link->name.empty();
    const bool gone = whole && message.type == RTM_DELLINK;
    const Interface* known = interfaces.find(link->index);
    const bool read_again = !whole || !known || gone;
    mark(link->index, (read_again ? Dirty::link : 0) | Dirty::v4 | Dirty::v6);
    if (gone)
        interfaces.remove_interface(link->index);
    else if (!read_again)
        interfaces.set_interface(*link, known->kind);
    if (gone || (whole && !(link->flags & IFF_UP)))
        apply(InterfaceDown{link->index});
    else if (whole)
        apply(CarrierChanged{link->index, (link->flags & IFF_LOWER_UP) != 0});
    return WakeReason::link;
}

std::optional<WakeReason> KernelMirror::note_address(const RawMessage& message) {
    const auto address = parse_address(message);
    if (!address) return not_understood(WakeReason::address);
    const unsigned family = Dirty::of(address->address.family());
    const bool known = interfaces.find(address->interface) != nullptr;
    mark(address->interface, family | (known ? 0 : Dirty::link));
    if (message.type == RTM_DELADDR)
        note_address_removed(*address);
    else
        interfaces.note_added(*address);
    // An IPv4 address revives routes as silently as its removal ends them. IPv6 announces what it does.
    if (family == Dirty::v4) dirty.routes |= family;
    return WakeReason::address;
}

void KernelMirror::note_address_removed(const InterfaceAddress& address) {
    interfaces.note_removed(address);
    if (address.address.family() != Family::v4) return;
    if (interfaces.addresses(address.interface, Family::v4).empty())
        apply(LastAddressGone{address.interface});
    if (!interfaces.has_address(address.address)) apply(SourceGone{address.address});
}

std::optional<WakeReason> KernelMirror::note_route(const RawMessage& message) {
    auto route = parse_route(message);
    if (!route) return not_understood(WakeReason::route);
    const bool added = message.type == RTM_NEWROUTE;
    if (route->cloned) return std::nullopt;
    if (route->type == RTN_LOCAL && route->destination.length > 7) return note_local_route(*route, added);
    const unsigned family = Dirty::of(route->destination.address.family());
    dirty.look_ups |= family;
    if (!is_kept(*route)) return WakeReason::route;
    dirty.routes |= family;
    if (added)
        apply(RouteAdded{std::move(*route), (message.flags & NLM_F_REPLACE) != 0});
    else
        apply(RouteRemoved{std::move(*route)});
    return WakeReason::route;
}

std::optional<WakeReason> KernelMirror::note_local_route(const RouteMessage& route, bool added) {
    const std::uint32_t index = route.next_hops.front().interface;
    InterfaceAddress* address = interfaces.find_address(index, route.destination.address);
    // Known to be local already, or not an address of an interface.
    if (!address || address->not_local_yet != added) return std::nullopt;
    if (!added) address->not_local_yet = true;
    mark(index, Dirty::v4);
    return WakeReason::route;
}

std::optional<WakeReason> KernelMirror::note_next_hop_object(const RawMessage& message) {
    const auto id = parse_next_hop_object(message);
    if (!id) return not_understood(WakeReason::route);
    if (message.type == RTM_DELNEXTHOP) apply(NextHopObjectGone{*id});
    dirty.routes = Dirty::v4 | Dirty::v6;
    dirty.look_ups = Dirty::v4 | Dirty::v6;
    return WakeReason::route;
}

void KernelMirror::record_route_changes() {
    recording_ = true;
    recorded_.clear();
}

bool KernelMirror::adopt(RouteTable read, unsigned families) {
    for (const RouteChange& change : recorded_) read.apply(change);
    drop_recorded_changes();
    for (const Family family : {Family::v4, Family::v6})
        if (!(families & Dirty::of(family))) read.take_family(family, routes);
    if (read == routes) return false;
    routes = std::move(read);
    return true;
}

void KernelMirror::drop_recorded_changes() {
    recording_ = false;
    recorded_ = {};
}

} // namespace ddns
