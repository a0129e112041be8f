// SPDX-License-Identifier: MIT
#pragma once

#include "net/address.h"
#include "util/operation.h"
#include "util/result.h"
#include "util/time.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Plain UDP and TCP for questions that are not HTTP. A seam: tests have a fake (fakes/fake_sockets.h).
namespace ddns {

struct Endpoint {
    IpAddress address;
    std::uint16_t port = 0;
    auto operator<=>(const Endpoint&) const = default;
};

/// Where a socket leaves the machine.
struct LocalEnd {
    std::string interface;           ///< bound to this device; "" = wherever the routes lead
    std::optional<IpAddress> source; ///< and to this address of it
};

/// Both run from the loop, never inside a call, and may destroy the socket.
struct DatagramEvents {
    /// Only what comes from the peer; what anybody sends, when that is a group.
    std::function<void(const Endpoint& from, std::string_view bytes)> on_datagram;
    /// `network`: nobody listens there, or nothing can be sent this way. More may follow.
    std::function<void(Error)> on_error;
};

/// UDP. Destroying it closes it; nothing calls back any more.
class DatagramSocket : public Operation {
public:
    /// To the peer. Errors come by `on_error`.
    virtual void send(std::string_view bytes) = 0;
};

/// Both run from the loop, never inside a call, and may destroy the connection.
struct ConnectionEvents {
    std::function<void(std::string_view bytes)> on_bytes;
    /// The last event: not connected, closed by the other side or broken (`network`).
    std::function<void(Error)> on_end;
};

/// A place where TCP connections are answered. Destroying it closes it, and hangs up on everybody.
class ServerSocket : public Operation {
public:
    [[nodiscard]] virtual std::uint16_t port() const = 0;
};

/// What one client may cost.
struct ServerLimits {
    std::size_t bytes = 16u << 10;           ///< one that sends more is hung up on
    std::size_t connections = 4;             ///< further ones at the same time are hung up on
    Duration time = std::chrono::seconds(5); ///< for reading and answering together
};

class Sockets {
public:
    using OnDatagram = std::function<void(const Endpoint& from, std::string_view bytes)>;
    using OnAddresses = std::function<void(const std::vector<IpAddress>& addresses)>;
    /// Gets all that has come over a connection, whenever more of it has; nullopt: more is needed. Must not
    /// destroy the server.
    using Answer = std::function<std::optional<std::string>(std::string_view bytes)>;

    virtual ~Sockets() = default;

    /// What the system finds for a host (a name or an address), in its order; empty when it finds nothing. No
    /// limit of time. One that is destroyed may go on for a while, unheard.
    [[nodiscard]] virtual std::unique_ptr<Operation> look_up(const std::string& host, Family family,
                                                             OnAddresses on_addresses) = 0;

    /// A socket that talks to one peer, or asks a multicast group (IPv4). What goes wrong at once also comes
    /// by `on_error`.
    [[nodiscard]] virtual std::unique_ptr<DatagramSocket>
    open_datagram(const LocalEnd& local, const Endpoint& peer, DatagramEvents events) = 0;

    /// Hears what anybody sends to a multicast group (IPv4) on the link of `local.interface`, beside other
    /// programs that listen there too. nullptr: the system refused. Does not keep the loop alive.
    [[nodiscard]] virtual std::unique_ptr<Operation> listen(const LocalEnd& local, const Endpoint& group,
                                                            OnDatagram on_datagram) = 0;

    /// A TCP connection on which `bytes` is sent as soon as it is there; destroying it closes it. It has no
    /// limit of time: that is the caller's.
    [[nodiscard]] virtual std::unique_ptr<Operation> connect(const LocalEnd& local, const Endpoint& peer,
                                                             std::string bytes, ConnectionEvents events) = 0;

    /// Answers TCP connections of one client to `local.source`, which there must be, at a port that the
    /// system chooses; others are hung up on. Each connection is read until there is an answer, which is sent
    /// before it is closed. nullptr: the system refused. Does not keep the loop alive.
    [[nodiscard]] virtual std::unique_ptr<ServerSocket> serve(const LocalEnd& local, const IpAddress& client,
                                                              const ServerLimits& limits, Answer answer) = 0;
};

} // namespace ddns
