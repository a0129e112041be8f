// SPDX-License-Identifier: MIT
#pragma once

#include "net/address.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// What the kernel has at one moment: interfaces, addresses, default routes. Plain values, the same on every
/// platform, so that ranking is one piece of code and a bug report is one file.
namespace ddns {

enum class InterfaceKind : std::uint8_t { ethernet, wifi, wwan, ppp, tun, bridge, other };

std::string_view to_string(InterfaceKind kind);

struct Interface {
    std::uint32_t index = 0;
    std::string name;
    InterfaceKind kind = InterfaceKind::ethernet;
    bool up = true;
    bool carrier = true; ///< the link can carry packets (Linux: LOWER_UP and operstate UP or UNKNOWN)
    bool loopback = false;
    bool point_to_point = false;
    /// Windows: the interface's own metric per family, added to the route's.
    std::uint32_t metric_v4 = 0, metric_v6 = 0;
    std::uint32_t vrf_table = 0; ///< the routing table of the VRF it belongs to, 0 = none

    bool operator==(const Interface&) const = default;
};

enum class Scope : std::uint8_t { global, site, link, host };

struct InterfaceAddress {
    std::uint32_t interface = 0; ///< Interface::index
    IpAddress address;           ///< the local address, never the peer of a point-to-point link
    unsigned prefix_length = 0;
    Scope scope = Scope::global;
    bool tentative = false;
    bool optimistic = false;
    bool dad_failed = false;
    bool deprecated = false; ///< flag set or preferred lifetime 0: the kernel says the one before the other
    bool temporary = false;  ///< RFC 8981; IPv6 only
    bool secondary = false;  ///< IPv4 alias
    bool skip_as_source = false; ///< Windows: not to be registered in DNS
    bool not_local_yet = false;  ///< Linux: the kernel has no local route for it yet, so it cannot be used
    bool infinite_lifetime =
        true; ///< preferred for ever. Seconds are not kept: they tick, and comparing them flaps

    bool operator==(const InterfaceAddress&) const = default;
};

enum class RouterPreference : std::uint8_t { high, medium, low }; ///< RFC 4191

/// A route that leads everywhere, or a half of one (0.0.0.0/1 + 128.0.0.0/1, ::/1 + 8000::/1, 2000::/3).
struct Route {
    Prefix destination;
    std::uint32_t interface = 0; ///< one Route per next hop of a multipath route
    std::uint32_t table = 254;   ///< 254 = main
    std::uint32_t metric = 0;    ///< the route's own metric
    bool unicast = true;         ///< false: unreachable, blackhole, prohibit
    bool alive = true;           ///< false: next hop dead or link down
    RouterPreference preference = RouterPreference::medium;
    std::optional<IpAddress> gateway; ///< the next hop, where there is one (not on a point-to-point link)

    bool operator==(const Route&) const = default;
};

enum class Platform : std::uint8_t { linux_, windows };

struct Snapshot {
    Platform platform = Platform::linux_;
    std::vector<Interface> interfaces;
    std::vector<InterfaceAddress> addresses;
    std::vector<Route> routes;
    /// The interface that the system's own route look-up chooses for a public address; 0 = unknown.
    std::uint32_t os_device_v4 = 0, os_device_v6 = 0;

    [[nodiscard]] const Interface* find_interface(std::uint32_t index) const;
    [[nodiscard]] const Interface* find_interface(std::string_view name) const;
    bool operator==(const Snapshot&) const = default;
};

} // namespace ddns
