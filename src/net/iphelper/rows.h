// SPDX-License-Identifier: MIT
#pragma once

#include "net/address.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// What IP Helper of Windows has in its tables, in types of our own: only what a snapshot needs, and nothing
/// of it needs Windows. Numbers are the ones that Windows uses (ifdef.h, ipifcons.h, nldef.h), also those
/// that have no name here.
namespace ddns::iphelper {

/// The key of an interface: its LUID, which is never used again. Its index may belong to another interface a
/// moment later.
using Luid = std::uint64_t;

inline constexpr std::uint32_t forever = 0xffffffff; ///< a lifetime without end

enum class OperStatus : std::uint32_t { up = 1, down = 2, not_present = 6 };

/// IANA's ifType.
enum class IfType : std::uint32_t {
    ethernet = 6,
    token_ring = 9,
    ppp = 23,
    loopback = 24,
    prop_virtual = 53, ///< Wintun (WireGuard, OpenVPN) and others that are no hardware
    wifi = 71,
    tunnel = 131,
    bridge = 209,
    wman = 237,
    wwan_gsm = 243,
    wwan_cdma = 244,
};

enum class DadState : std::uint32_t { invalid, tentative, duplicate, deprecated, preferred };
enum class PrefixOrigin : std::uint32_t { other, manual, well_known, dhcp, router_advertisement };
enum class SuffixOrigin : std::uint32_t { other, manual, well_known, dhcp, link_layer, random };

/// From GetAdaptersAddresses.
struct AdapterRow {
    Luid luid = 0;
    std::uint32_t index_v4 = 0, index_v6 = 0; ///< 0: the family is off
    std::string name;                         ///< the friendly name, UTF-8: "Ethernet", "以太网"
    IfType type = IfType::ethernet;
    std::uint32_t tunnel_type = 0; ///< 0: no tunnel
    OperStatus status = OperStatus::up;
    std::uint32_t metric_v4 = 0, metric_v6 = 0; ///< when there is no InterfaceRow
    /// Of a failover cluster (IP_ADAPTER_ADDRESS_TRANSIENT): "should not be used by most applications".
    std::vector<IpAddress> cluster_addresses;
};

/// From GetUnicastIpAddressTable. Lifetimes are seconds.
struct AddressRow {
    Luid luid = 0;
    IpAddress address;
    unsigned prefix_length = 0;
    DadState dad = DadState::preferred;
    PrefixOrigin prefix_origin = PrefixOrigin::manual;
    SuffixOrigin suffix_origin = SuffixOrigin::manual;
    std::uint32_t valid_lifetime = forever, preferred_lifetime = forever;
    bool skip_as_source = false;
};

/// From GetIpForwardTable2.
struct RouteRow {
    Luid luid = 0;
    Prefix destination;
    std::optional<IpAddress> gateway; ///< nullopt: the row says "on the link" (an address of zeros)
    std::uint32_t metric = 0;         ///< the route's own; the interface's is added to it
    bool loopback = false;
    std::uint32_t valid_lifetime = forever;
};

/// From GetIpInterfaceTable: one for each family of an interface.
struct InterfaceRow {
    Luid luid = 0;
    Family family = Family::v4;
    std::uint32_t metric = 0;
    bool connected = true;
    bool disable_default_routes = false;
};

/// An interface as a route look-up names it: by LUID when it can, else by index.
struct RouteChoice {
    Luid luid = 0;
    std::uint32_t index = 0;
};

struct Tables {
    std::vector<AdapterRow> adapters;
    std::vector<AddressRow> addresses;
    std::vector<RouteRow> routes;
    std::vector<InterfaceRow> interfaces; ///< empty where the system has no such table (Wine)
    /// The way to a public address; nullopt: none, or the system cannot say.
    std::optional<RouteChoice> choice_v4, choice_v6;
};

} // namespace ddns::iphelper
