// SPDX-License-Identifier: MIT
#include "net/linux/interface_table.h"

#include <algorithm>
#include <linux/if.h>
#include <tuple>

namespace ddns {

namespace {

struct ByOwner {
    std::uint32_t index;
    Family family;
};

bool owner_less(const InterfaceAddress& a, const ByOwner& b) {
    return std::pair(a.interface, a.address.family()) < std::pair(b.index, b.family);
}

bool less_owner(const ByOwner& a, const InterfaceAddress& b) {
    return std::pair(a.index, a.family) < std::pair(b.interface, b.address.family());
}

bool has_carrier(const LinkMessage& link) {
    if (!(link.flags & IFF_LOWER_UP) || link.carrier == false) return false;
    return !link.operstate || *link.operstate == IF_OPER_UP || *link.operstate == IF_OPER_UNKNOWN;
}

/// The same address in the same place; flags and lifetimes may differ.
bool same_address(const InterfaceAddress& a, const InterfaceAddress& b) {
    return a.interface == b.interface && a.address == b.address && a.prefix_length == b.prefix_length;
}

} // namespace

std::vector<InterfaceTable::Link>::iterator InterfaceTable::place(std::uint32_t index) {
    return std::lower_bound(links_.begin(), links_.end(), index,
                            [](const Link& a, std::uint32_t b) { return a.interface.index < b; });
}

const InterfaceTable::Link* InterfaceTable::find_link(std::uint32_t index) const {
    const auto found = std::lower_bound(links_.begin(), links_.end(), index,
                                        [](const Link& a, std::uint32_t b) { return a.interface.index < b; });
    return found != links_.end() && found->interface.index == index ? &*found : nullptr;
}

const Interface* InterfaceTable::find(std::uint32_t index) const {
    const Link* link = find_link(index);
    return link ? &link->interface : nullptr;
}

void InterfaceTable::set_interface(const LinkMessage& message, InterfaceKind kind) {
    Link link;
    link.interface.index = message.index;
    link.interface.name = message.name;
    link.interface.kind = kind;
    link.interface.up = message.flags & IFF_UP;
    link.interface.carrier = has_carrier(message);
    link.interface.loopback = message.flags & IFF_LOOPBACK;
    link.interface.point_to_point = message.flags & IFF_POINTOPOINT;
    link.master = message.master;
    link.own_table = message.vrf_table;
    const auto where = place(message.index);
    if (where != links_.end() && where->interface.index == message.index)
        *where = std::move(link);
    else
        links_.insert(where, std::move(link));
    if (!(message.flags & IFF_UP)) forget_local_routes(message.index);
}

void InterfaceTable::resolve_vrfs() {
    for (Link& link : links_) {
        const Link* master = link.master ? find_link(link.master) : nullptr;
        link.interface.vrf_table = link.own_table ? link.own_table : master ? master->own_table : 0;
    }
}

void InterfaceTable::remove_interface(std::uint32_t index) {
    const auto where = place(index);
    if (where != links_.end() && where->interface.index == index) links_.erase(where);
    set_addresses(index, Family::v4, {});
    set_addresses(index, Family::v6, {});
}

InterfaceTable::Range InterfaceTable::range(std::uint32_t index, Family family) const {
    const ByOwner owner{index, family};
    const auto first = std::lower_bound(addresses_.begin(), addresses_.end(), owner, owner_less);
    const auto last = std::upper_bound(first, addresses_.end(), owner, less_owner);
    return {static_cast<std::size_t>(first - addresses_.begin()),
            static_cast<std::size_t>(last - addresses_.begin())};
}

std::span<const InterfaceAddress> InterfaceTable::addresses(std::uint32_t index, Family family) const {
    const Range r = range(index, family);
    return std::span(addresses_).subspan(r.first, r.last - r.first);
}

bool InterfaceTable::was_local(const InterfaceAddress& address) const {
    for (const InterfaceAddress& old : addresses(address.interface, address.address.family()))
        if (same_address(old, address)) return !old.not_local_yet;
    return false;
}

void InterfaceTable::set_addresses(std::uint32_t index, Family family,
                                   std::span<const InterfaceAddress> addresses) {
    std::vector<InterfaceAddress> fresh(addresses.begin(), addresses.end());
    for (InterfaceAddress& a : fresh) a.not_local_yet = family == Family::v4 && !was_local(a);
    const Range r = range(index, family);
    const std::size_t common = std::min(fresh.size(), r.last - r.first);
    const auto at = [&](std::size_t n) { return addresses_.begin() + static_cast<std::ptrdiff_t>(n); };
    const auto rest = std::copy_n(fresh.begin(), common, at(r.first));
    if (common < fresh.size())
        addresses_.insert(rest, fresh.begin() + static_cast<std::ptrdiff_t>(common), fresh.end());
    else
        addresses_.erase(rest, at(r.last));
}

void InterfaceTable::set_all_addresses(std::vector<InterfaceAddress> addresses) {
    std::stable_sort(addresses.begin(), addresses.end(),
                     [](const InterfaceAddress& a, const InterfaceAddress& b) {
                         return owner_less(a, ByOwner{b.interface, b.address.family()});
                     });
    for (InterfaceAddress& a : addresses) a.not_local_yet = a.address.family() == Family::v4 && !was_local(a);
    addresses_ = std::move(addresses);
}

void InterfaceTable::note_added(const InterfaceAddress& address) {
    const Range r = range(address.interface, address.address.family());
    for (std::size_t i = r.first; i < r.last; ++i)
        if (same_address(addresses_[i], address)) return;
    const auto added = addresses_.insert(addresses_.begin() + static_cast<std::ptrdiff_t>(r.last), address);
    added->not_local_yet = address.address.family() == Family::v4;
}

void InterfaceTable::note_removed(const InterfaceAddress& address) {
    const Range r = range(address.interface, address.address.family());
    for (std::size_t i = r.first; i < r.last; ++i)
        if (same_address(addresses_[i], address)) {
            addresses_.erase(addresses_.begin() + static_cast<std::ptrdiff_t>(i));
            return;
        }
}

bool InterfaceTable::has_address(const IpAddress& address) const {
    return std::any_of(addresses_.begin(), addresses_.end(),
                       [&](const InterfaceAddress& a) { return a.address == address; });
}

InterfaceAddress* InterfaceTable::find_address(std::uint32_t index, const IpAddress& address) {
    const Range r = range(index, address.family());
    for (std::size_t i = r.first; i < r.last; ++i)
        if (addresses_[i].address == address) return &addresses_[i];
    return nullptr;
}

void InterfaceTable::forget_local_routes(std::uint32_t index) {
    const Range r = range(index, Family::v4);
    for (std::size_t i = r.first; i < r.last; ++i) addresses_[i].not_local_yet = true;
}

std::vector<Interface> InterfaceTable::interfaces() const {
    std::vector<Interface> interfaces;
    interfaces.reserve(links_.size());
    for (const Link& link : links_) interfaces.push_back(link.interface);
    return interfaces;
}

} // namespace ddns
