// SPDX-License-Identifier: MIT
#pragma once

#include "net/linux/netlink_parse.h"
#include "net/snapshot.h"

#include <cstdint>
#include <span>
#include <vector>

namespace ddns {

/// The interfaces and their addresses as last read. Pure. Interfaces are in the order of their indexes,
/// addresses in the order of their interfaces, IPv4 before IPv6, and then as the kernel lists them.
class InterfaceTable {
public:
    void set_interface(const LinkMessage& link, InterfaceKind kind);
    /// With its addresses.
    void remove_interface(std::uint32_t index);
    [[nodiscard]] const Interface* find(std::uint32_t index) const;
    /// Brings `Interface::vrf_table` up to date; after a number of `set_interface`.
    void resolve_vrfs();

    /// What a dump of one interface's addresses gave, in place of those it had.
    void set_addresses(std::uint32_t index, Family family, std::span<const InterfaceAddress> addresses);
    /// What a dump of everything gave.
    void set_all_addresses(std::vector<InterfaceAddress> addresses);
    /// Between two readings: keeps account of what exists, so that a later `set_addresses` does not take an
    /// address that went and came back for one that never went.
    void note_added(const InterfaceAddress& address);
    void note_removed(const InterfaceAddress& address);

    [[nodiscard]] std::span<const InterfaceAddress> addresses(std::uint32_t index, Family family) const;
    [[nodiscard]] bool has_address(const IpAddress& address) const;
    /// nullptr when unknown. For one that gained or lost its local route.
    [[nodiscard]] InterfaceAddress* find_address(std::uint32_t index, const IpAddress& address);

    [[nodiscard]] const std::vector<InterfaceAddress>& all_addresses() const { return addresses_; }
    /// For setting `not_local_yet`; nothing else may be changed through it.
    [[nodiscard]] std::span<InterfaceAddress> all_addresses_for_update() { return addresses_; }
    [[nodiscard]] std::vector<Interface> interfaces() const;
    void clear_interfaces() { links_.clear(); }

private:
    struct Link {
        Interface interface;
        std::uint32_t master = 0;
        std::uint32_t own_table = 0; ///< of a VRF device
    };
    struct Range {
        std::size_t first = 0, last = 0;
    };
    [[nodiscard]] std::vector<Link>::iterator place(std::uint32_t index);
    [[nodiscard]] const Link* find_link(std::uint32_t index) const;
    [[nodiscard]] Range range(std::uint32_t index, Family family) const;
    /// The IPv4 addresses of an interface that is down have no local routes.
    void forget_local_routes(std::uint32_t index);
    [[nodiscard]] bool was_local(const InterfaceAddress& address) const;

    std::vector<Link> links_;
    std::vector<InterfaceAddress> addresses_;
};

} // namespace ddns
