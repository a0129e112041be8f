// SPDX-License-Identifier: MIT
#pragma once

#include "net/linux/netlink_parse.h"
#include "net/snapshot.h"

#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

namespace ddns {

/// A route of the snapshot, with what is needed to recognise it when the kernel takes it away.
struct KernelRoute {
    Route route;
    std::optional<IpAddress> source;
    std::uint32_t next_hop_object = 0;

    bool operator==(const KernelRoute&) const = default;
};

/// What can happen to the routes that are kept. The kernel announces the first two. The others it does
/// without a word about routes, and they follow from messages about something else.
struct RouteAdded {
    RouteMessage route;
    bool replaces = false; ///< NLM_F_REPLACE
};
struct RouteRemoved {
    RouteMessage route;
};
struct InterfaceDown { ///< administratively down, or deleted: all routes over it are gone
    std::uint32_t interface = 0;
};
struct CarrierChanged { ///< routes over it stay, dead or alive
    std::uint32_t interface = 0;
    bool carrier = true;
};
struct LastAddressGone { ///< no IPv4 address left on it: its IPv4 routes are gone
    std::uint32_t interface = 0;
};
struct SourceGone { ///< IPv4 routes with this preferred source are gone
    IpAddress address;
};
struct NextHopObjectGone {
    std::uint32_t id = 0;
};
using RouteChange = std::variant<RouteAdded, RouteRemoved, InterfaceDown, CarrierChanged, LastAddressGone,
                                 SourceGone, NextHopObjectGone>;

/// Whether the snapshot keeps such a route: unicast, unreachable, blackhole or prohibit, to everywhere or to
/// a half of it (0/0, 0/1, 128/1, ::/0, ::/1, 8000::/1, 2000::/3). Cache entries are not kept.
bool is_kept(const RouteMessage& route);

/// The kept routes, one per next hop, in an order that does not depend on the history. Pure.
class RouteTable {
public:
    /// Adds a route of a dump. What is not kept is ignored here and in `apply`.
    void add(const RouteMessage& route);
    void apply(const RouteChange& change);
    /// Adds all routes of one family of another table.
    void take_family(Family family, const RouteTable& other);

    [[nodiscard]] const std::vector<KernelRoute>& routes() const { return routes_; }
    bool operator==(const RouteTable&) const = default;

private:
    void on(const RouteAdded& change);
    void on(const RouteRemoved& change);
    void on(const InterfaceDown& change);
    void on(const CarrierChanged& change);
    void on(const LastAddressGone& change);
    void on(const SourceGone& change);
    void on(const NextHopObjectGone& change);
    void insert(const KernelRoute& route);

    std::vector<KernelRoute> routes_;
};

} // namespace ddns
