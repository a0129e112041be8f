// SPDX-License-Identifier: MIT
#pragma once

#include "net/snapshot.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

/// rtnetlink bytes -> typed messages (rtnetlink(7), RFC 3549). Pure. Nothing here reads past the bytes it was
/// given, whatever lengths they claim; what does not fit is nullopt. Views point into those bytes.
namespace ddns {

using NetlinkBytes = std::span<const std::uint8_t>;

/// One message: its header, and all that follows it.
struct RawMessage {
    std::uint16_t type = 0;  ///< RTM_..., NLMSG_DONE, NLMSG_ERROR
    std::uint16_t flags = 0; ///< NLM_F_...
    std::uint32_t sequence = 0;
    NetlinkBytes payload;
};

/// Walks the messages of one datagram. A length that cannot be true ends the walk.
class MessageReader {
public:
    explicit MessageReader(NetlinkBytes datagram) : rest_(datagram) {}
    std::optional<RawMessage> next();
    /// The walk ended before the bytes did.
    [[nodiscard]] bool malformed() const { return malformed_; }

private:
    NetlinkBytes rest_;
    bool malformed_ = false;
};

/// RTM_NEWLINK, RTM_DELLINK.
struct LinkMessage {
    unsigned family = 0; ///< other than AF_UNSPEC: a partial message, good as a hint and never as state
    unsigned hardware_type = 0; ///< ARPHRD_...
    std::uint32_t index = 0;
    std::uint32_t flags = 0;   ///< IFF_...
    std::uint32_t changed = 0; ///< 0 also for a lost carrier
    std::string_view name;
    std::string_view kind;             ///< "veth", "bridge", ...; empty for hardware
    std::optional<unsigned> operstate; ///< RFC 2863
    std::optional<bool> carrier;
    std::uint32_t master = 0;    ///< index of the bridge, bond or VRF above it
    std::uint32_t vrf_table = 0; ///< of a VRF device: its table
    bool wireless_event = false; ///< carries a wireless extension event
};

std::optional<LinkMessage> parse_link(const RawMessage& message);

/// RTM_NEWADDR, RTM_DELADDR. `not_local_yet` is not in the message and stays false.
std::optional<InterfaceAddress> parse_address(const RawMessage& message);

struct NextHop {
    std::uint32_t interface = 0; ///< 0: none (unreachable, blackhole, prohibit)
    bool alive = true;
    std::optional<IpAddress> gateway;

    bool operator==(const NextHop&) const = default;
};

/// RTM_NEWROUTE, RTM_DELROUTE, and the answer to a look-up.
struct RouteMessage {
    Prefix destination;
    unsigned type = 0; ///< RTN_...
    std::uint32_t table = 0;
    std::uint32_t metric = 0;
    bool cloned = false; ///< a cache entry, no route
    RouterPreference preference = RouterPreference::medium;
    std::optional<IpAddress> source;   ///< preferred source address
    std::uint32_t next_hop_object = 0; ///< 0: none
    std::vector<NextHop> next_hops;    ///< at least one
};

std::optional<RouteMessage> parse_route(const RawMessage& message);

/// The length of a route's destination, without parsing the rest: most routes of a large table end here.
std::optional<unsigned> route_prefix_length(const RawMessage& message);

/// RTM_NEWNEXTHOP, RTM_DELNEXTHOP: the object's id.
std::optional<std::uint32_t> parse_next_hop_object(const RawMessage& message);

/// NLMSG_ERROR and NLMSG_DONE: an errno value, 0 for success.
struct EndMessage {
    int error = 0;
    std::string_view text; ///< the kernel's explanation, often empty
};

std::optional<EndMessage> parse_end(const RawMessage& message);

} // namespace ddns
