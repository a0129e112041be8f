// SPDX-License-Identifier: MIT
#pragma once

#include "net/linux/netlink_parse.h"
#include "util/result.h"

#include <cstdint>
#include <linux/filter.h>
#include <memory>
#include <span>

namespace ddns {

/// Where datagrams are received. One is enough for all sockets: what is in it is used up before the next
/// receive. The kernel never sends more than half of this at once.
class ReceiveBuffer {
public:
    static constexpr std::size_t size = 64 * 1024;
    [[nodiscard]] std::uint8_t* data() { return bytes_.get(); }

private:
    // Not zeroed: pages that no datagram reaches cost nothing.
    std::unique_ptr<std::uint8_t[]> bytes_ = std::make_unique_for_overwrite<std::uint8_t[]>(size);
};

/// Runs in the kernel for each message of the monitor socket. Drops routes to long prefixes (more than 7
/// bits), which a routing daemon changes by the thousand and which decide nothing here. One sort passes: the
/// local route of an IPv4 address, because only from then on the address can be used.
std::span<const sock_filter> route_filter();

/// An rtnetlink socket. Closes itself.
class NetlinkSocket {
public:
    /// For events: joined to the groups of links, addresses, routes, rules and next hops, with the filter,
    /// never blocking. `receive_buffer` is a wish in bytes; the system may give less.
    static Result<NetlinkSocket> open_monitor(int receive_buffer);
    /// For requests, with strict checking of their headers where the kernel knows it. Blocks, but no longer
    /// than two seconds.
    static Result<NetlinkSocket> open_request();

    NetlinkSocket() = default;
    NetlinkSocket(NetlinkSocket&& other) noexcept;
    NetlinkSocket& operator=(NetlinkSocket&& other) noexcept;
    ~NetlinkSocket();

    [[nodiscard]] bool is_open() const { return fd_ >= 0; }
    [[nodiscard]] int fd() const { return fd_; }

    Result<void> send(NetlinkBytes request);

    enum class Received {
        data,
        nothing, ///< not now
        lost     ///< messages were dropped: too many came, or one was longer than the buffer
    };
    struct Datagram {
        Received received = Received::nothing;
        NetlinkBytes bytes; ///< empty also for a datagram that is not from the kernel
    };
    Result<Datagram> receive(ReceiveBuffer& buffer);

private:
    static Result<NetlinkSocket> open(int flags);
    Result<void> join_groups();
    Result<void> attach_filter();

    int fd_ = -1;
};

} // namespace ddns
