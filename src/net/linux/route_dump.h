// SPDX-License-Identifier: MIT
#pragma once

#include "net/linux/netlink_socket.h"
#include "net/linux/route_table.h"
#include "util/result.h"

#include <cstdint>
#include <optional>
#include <utility>

namespace ddns {

/// One reading of all routes of all tables, in pieces, on a socket of its own: a large
/// table takes tens of milliseconds, and a dump cannot be left but by closing its socket.
class RouteDump {
public:
    explicit RouteDump(ReceiveBuffer& buffer) : buffer_(buffer) {}

    /// Starts anew, from any state. A socket whose last answer was read to the end is used again.
    /// One family, or both.
    Result<void> begin(std::optional<Family> family = std::nullopt);

    enum class Progress { more, finished };
    /// Receives once, at most some hundred routes. Never waits: the kernel fills the answer in while it is
    /// fetched.
    Result<Progress> read_some();

    /// To be watched for reading between `begin` and the end.
    [[nodiscard]] int fd() const { return socket_.fd(); }
    /// All routes seen so far, kept or not.
    [[nodiscard]] std::size_t seen() const { return seen_; }
    /// The kernel says that the table changed meanwhile.
    [[nodiscard]] bool interrupted() const { return interrupted_; }
    [[nodiscard]] RouteTable take() { return std::exchange(table_, {}); }

private:
    Result<void> request(Family family);
    Result<bool> use(NetlinkBytes datagram);

    ReceiveBuffer& buffer_;
    NetlinkSocket socket_;
    bool idle_ = false; ///< nothing is left to read from the socket
    RouteTable table_;
    Family family_ = Family::v4; ///< the one being read
    Family last_ = Family::v6;
    std::uint32_t sequence_ = 0;
    std::size_t seen_ = 0;
    bool interrupted_ = false;
};

} // namespace ddns
