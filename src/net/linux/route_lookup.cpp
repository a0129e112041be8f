// SPDX-License-Identifier: MIT
#include "net/linux/route_lookup.h"

#include "net/linux/netlink_request.h"
#include "net/linux/netlink_socket.h"

#include <sys/socket.h>

namespace ddns {

namespace {

std::optional<Prefix> look_up(const IpAddress& destination, const IpAddress* source) {
    auto socket = NetlinkSocket::open_request();
    if (!socket) return std::nullopt;
    const auto bits = static_cast<std::uint8_t>(destination.bytes().size() * 8);
    rtmsg body{};
    body.rtm_family = static_cast<std::uint8_t>(destination.family() == Family::v4 ? AF_INET : AF_INET6);
    body.rtm_dst_len = bits;
    body.rtm_src_len = source ? bits : std::uint8_t{0};
    body.rtm_flags = RTM_F_FIB_MATCH;
    NetlinkRequest request(RTM_GETROUTE, 0, 1, body);
    request.add_attribute(RTA_DST, destination.bytes().data(), destination.bytes().size());
    if (source) request.add_attribute(RTA_SRC, source->bytes().data(), source->bytes().size());
    if (!socket->send(request.bytes())) return std::nullopt;
    ReceiveBuffer buffer;
    const auto datagram = socket->receive(buffer);
    if (!datagram || datagram->received != NetlinkSocket::Received::data) return std::nullopt;
    const auto message = MessageReader(datagram->bytes).next();
    if (!message || message->type != RTM_NEWROUTE) return std::nullopt;
    const auto route = parse_route(*message);
    if (!route || route->cloned) return std::nullopt;
    return route->destination;
}

} // namespace

/// For IPv4 the kernel looks again once it has found the source, so that rules on the source count; for IPv6
/// it stays with what it found without one, where it found anything.
std::optional<Prefix> route_towards(const IpAddress& destination, const IpAddress& source) {
    if (destination.family() == Family::v6)
        if (auto found = look_up(destination, nullptr)) return found;
    return look_up(destination, &source);
}

} // namespace ddns
