// SPDX-License-Identifier: MIT
#pragma once

#include "net/address.h"
#include "util/socket_handle.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
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

    struct Ends {
        IpAddress local;
        std::optional<IpAddress> peer; ///< nullopt: of neither family
    };
    /// Whether a connection between those addresses is of no use any more.
    using IsLost = std::function<bool(const Ends& ends)>;

    struct Socket {
        SocketHandle fd;
        std::optional<IpAddress> peer; ///< what it connects to, or shall
        RequestId opener;
        bool free = true;  ///< the request named no interface
        std::string way{}; ///< the phrase of the detour it took
    };

    void opened(Socket socket) { sockets_.push_back(std::move(socket)); }
    void closed(SocketHandle fd);

    [[nodiscard]] bool any_of(RequestId opener) const;
    /// True when the request has sockets and all of them are lost.
    [[nodiscard]] bool all_lost(RequestId opener, const IsLost& is_lost) const;
    void shut_down_lost(const IsLost& is_lost) const;
    void shut_down_free(const IsLost& is_lost) const;

    /// Of the connection from that address that the request uses, its own or a kept one.
    [[nodiscard]] std::string way_of(RequestId user, const IpAddress& local) const;
    /// What was led around goes on as it is, for no reason any more.
    void forget_ways();

private:
    std::vector<Socket> sockets_;
};

} // namespace ddns
