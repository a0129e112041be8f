// SPDX-License-Identifier: MIT
#include "net/linux/netlink_socket.h"

#include <arpa/inet.h>
#include <cerrno>
#include <cstring>
#include <fmt/format.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>
#include <utility>

namespace ddns {

namespace {

constexpr rtnetlink_groups groups[] = {RTNLGRP_LINK,       RTNLGRP_IPV4_IFADDR, RTNLGRP_IPV6_IFADDR,
                                       RTNLGRP_IPV4_ROUTE, RTNLGRP_IPV6_ROUTE,  RTNLGRP_IPV4_RULE,
                                       RTNLGRP_IPV6_RULE,  RTNLGRP_NEXTHOP};

/// Without it a machine is still served, only the silent changes of next hop objects wait for the poll.
constexpr rtnetlink_groups newest_group = RTNLGRP_NEXTHOP;

tl::unexpected<Error> refused(const char* what) {
    return fail(ErrorKind::system, fmt::format("{}: {}", what, std::strerror(errno)));
}

// Offsets within a message: nlmsghdr is 16 bytes long, then comes rtmsg.
constexpr std::uint32_t at_type = 4;
constexpr std::uint32_t at_family = 16;
constexpr std::uint32_t at_prefix_length = 17;
constexpr std::uint32_t at_route_type = 23;

constexpr sock_filter load_half(std::uint32_t offset) { return BPF_STMT(BPF_LD | BPF_H | BPF_ABS, offset); }
constexpr sock_filter load_byte(std::uint32_t offset) { return BPF_STMT(BPF_LD | BPF_B | BPF_ABS, offset); }
constexpr sock_filter jump_equal(std::uint32_t value, std::uint8_t yes, std::uint8_t no) {
    return BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, yes, no);
}
constexpr sock_filter jump_greater(std::uint32_t value, std::uint8_t yes, std::uint8_t no) {
    return BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, value, yes, no);
}
constexpr sock_filter verdict(std::uint32_t bytes) { return BPF_STMT(BPF_RET | BPF_K, bytes); }

} // namespace

std::span<const sock_filter> route_filter() {
    // Loads are big-endian and the type is in the order of the machine.
    static const sock_filter program[] = {
        load_half(at_type),
        jump_equal(htons(RTM_NEWROUTE), 1, 0),
        jump_equal(htons(RTM_DELROUTE), 0, 6), // no route: pass
        load_byte(at_prefix_length),
        jump_greater(7, 0, 4), // short: pass
        load_byte(at_family),
        jump_equal(AF_INET, 0, 3), // drop
        load_byte(at_route_type),
        jump_equal(RTN_LOCAL, 0, 1),
        verdict(0xffffffff),
        verdict(0),
    };
    return program;
}

NetlinkSocket::NetlinkSocket(NetlinkSocket&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

NetlinkSocket& NetlinkSocket::operator=(NetlinkSocket&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
}

NetlinkSocket::~NetlinkSocket() {
    if (fd_ >= 0) close(fd_);
}

Result<NetlinkSocket> NetlinkSocket::open(int flags) {
    NetlinkSocket socket;
    socket.fd_ = ::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | flags, NETLINK_ROUTE);
    if (socket.fd_ < 0) return refused("the system refuses an rtnetlink socket");
    sockaddr_nl address{};
    address.nl_family = AF_NETLINK;
    if (bind(socket.fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) < 0)
        return refused("the system refuses to bind an rtnetlink socket");
    return socket;
}

Result<NetlinkSocket> NetlinkSocket::open_monitor(int receive_buffer) {
    auto socket = open(SOCK_NONBLOCK);
    if (!socket) return socket;
    if (setsockopt(socket->fd_, SOL_SOCKET, SO_RCVBUFFORCE, &receive_buffer, sizeof receive_buffer) < 0)
        setsockopt(socket->fd_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    if (auto attached = socket->attach_filter(); !attached) return tl::unexpected(attached.error());
    if (auto joined = socket->join_groups(); !joined) return tl::unexpected(joined.error());
    return socket;
}

Result<NetlinkSocket> NetlinkSocket::open_request() {
    auto socket = open(0);
    if (!socket) return socket;
    const int on = 1;
    // Older kernels know neither; replies are filtered by the reader as well.
    setsockopt(socket->fd_, SOL_NETLINK, NETLINK_GET_STRICT_CHK, &on, sizeof on);
    setsockopt(socket->fd_, SOL_NETLINK, NETLINK_EXT_ACK, &on, sizeof on);
    const timeval patience{2, 0};
    setsockopt(socket->fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    return socket;
}

Result<void> NetlinkSocket::attach_filter() {
    const auto program = route_filter();
    // The kernel only reads it.
    const sock_fprog filter{static_cast<unsigned short>(program.size()),
                            const_cast<sock_filter*>(program.data())};
    if (setsockopt(fd_, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof filter) < 0)
        return refused("the system refuses a filter on the rtnetlink socket");
    return {};
}

Result<void> NetlinkSocket::join_groups() {
    for (const rtnetlink_groups group : groups) {
        const int number = group;
        if (setsockopt(fd_, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &number, sizeof number) == 0) continue;
        if (group == newest_group) continue;
        return refused("the system does not announce network changes over rtnetlink");
    }
    return {};
}

Result<void> NetlinkSocket::send(NetlinkBytes request) {
    sockaddr_nl kernel{};
    kernel.nl_family = AF_NETLINK;
    ssize_t sent = 0;
    do {
        sent = sendto(fd_, request.data(), request.size(), 0, reinterpret_cast<const sockaddr*>(&kernel),
                      sizeof kernel);
    } while (sent < 0 && errno == EINTR);
    if (sent < 0) return refused("the kernel does not take a request over rtnetlink");
    return {};
}

Result<NetlinkSocket::Datagram> NetlinkSocket::receive(ReceiveBuffer& buffer) {
    sockaddr_nl sender{};
    socklen_t length = sizeof sender;
    ssize_t size = 0;
    do {
        size = recvfrom(fd_, buffer.data(), ReceiveBuffer::size, MSG_TRUNC,
                        reinterpret_cast<sockaddr*>(&sender), &length);
    } while (size < 0 && errno == EINTR);
    if (size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return Datagram{Received::nothing, {}};
    if (size < 0 && errno == ENOBUFS) return Datagram{Received::lost, {}};
    if (size < 0) return refused("cannot read from the kernel over rtnetlink");
    if (sender.nl_pid != 0) return Datagram{Received::data, {}};
    const auto bytes = static_cast<std::size_t>(size);
    if (bytes > ReceiveBuffer::size) return Datagram{Received::lost, {}};
    return Datagram{Received::data, NetlinkBytes(buffer.data(), bytes)};
}

} // namespace ddns
