// SPDX-License-Identifier: MIT
#pragma once

#include "net/address.h"
#include "util/socket_handle.h"

#include <cstdint>
#include <vector>

namespace ddns {

/// The machine's addresses at one moment. Kept as they come: a machine may have ten thousand addresses and
/// changes often, but a few dozen connections at the most ask about them.
class LocalAddresses {
public:
    LocalAddresses() = default;
    explicit LocalAddresses(std::vector<IpAddress> addresses);

    /// One listed address of 127.0.0.0/8 stands for all of them, as on Linux's `lo`.
    [[nodiscard]] bool contains(const IpAddress& address) const;
    bool operator==(const LocalAddresses&) const = default;

private:
    std::vector<IpAddress> addresses_;
    bool has_loopback_v4_ = false;
};

/// The TCP sockets that curl has open, in use or kept, each with the request that opened it. curl can not be
/// told to drop a kept connection; but a socket that is shut down is found dead before it is used again.
class Connections {
public:
    /// Numbers requests, so that a kept socket is never taken for that of a later request.
    using RequestId = std::uint64_t;

    void opened(SocketHandle fd, RequestId opener) { sockets_.push_back({fd, opener}); }
    void closed(SocketHandle fd);

    [[nodiscard]] bool any_of(RequestId opener) const;
    /// True when the request has sockets and the local addresses of all of them are gone.
    [[nodiscard]] bool all_lost(RequestId opener, const LocalAddresses& local) const;
    void shut_down_lost(const LocalAddresses& local) const;

private:
    struct Socket {
        SocketHandle fd;
        RequestId opener;
    };
    std::vector<Socket> sockets_;
};

} // namespace ddns
