// SPDX-License-Identifier: MIT
#pragma once

#include "loop/sockets.h"

#include <algorithm>
#include <deque>
#include <utility>
#include <vector>

namespace ddns {

/// UDP and TCP without a network: keeps what is sent; the test says what comes. Must outlive what it gave
/// out.
class FakeSockets final : public Sockets {
public:
    struct Datagrams {
        LocalEnd local;
        Endpoint peer;
        DatagramEvents events;
        std::vector<std::string> sent;
        bool open = true;

        void receive(std::string_view bytes) { receive_from(peer, bytes); }
        void receive_from(const Endpoint& from, std::string_view bytes) {
            const auto callback = events.on_datagram; // it may close the socket
            if (open) callback(from, bytes);
        }
        void fail(Error error) {
            const auto callback = events.on_error;
            if (open) callback(std::move(error));
        }
    };
    struct Connection {
        LocalEnd local;
        Endpoint peer;
        std::string sent;
        ConnectionEvents events;
        bool open = true;

        void receive(std::string_view bytes) {
            const auto callback = events.on_bytes;
            if (open) callback(bytes);
        }
        void fail(Error error) {
            const auto callback = events.on_end;
            if (open) callback(std::move(error));
        }
    };

    struct LookUp {
        std::string host;
        Family family = Family::v4;
        OnAddresses on_addresses;
        bool open = true;

        void find(const std::vector<IpAddress>& addresses) {
            const auto callback = on_addresses;
            if (open) callback(addresses);
        }
    };

    struct Listener {
        LocalEnd local;
        Endpoint group;
        OnDatagram on_datagram;
        bool open = true;

        void receive_from(const Endpoint& from, std::string_view bytes) {
            const auto callback = on_datagram;
            if (open) callback(from, bytes);
        }
    };

    struct Server {
        LocalEnd local;
        IpAddress client;
        ServerLimits limits;
        Answer answer;
        std::uint16_t port = 0;
        bool open = true;

        /// What the client is answered; "" when nothing yet.
        std::string receive(std::string_view bytes) {
            return open ? answer(bytes).value_or(std::string()) : std::string();
        }
    };

    std::deque<Server> servers;
    bool refuses_servers = false;
    std::deque<Listener> listeners;
    std::deque<LookUp> look_ups;
    std::deque<Datagrams> datagrams; ///< in the order they were opened; stay when closed
    std::deque<Connection> connections;

    [[nodiscard]] std::unique_ptr<Operation> look_up(const std::string& host, Family family,
                                                     OnAddresses on_addresses) override {
        return std::make_unique<Ticket<LookUp>>(
            look_ups.emplace_back(LookUp{host, family, std::move(on_addresses), true}));
    }
    [[nodiscard]] std::unique_ptr<DatagramSocket> open_datagram(const LocalEnd& local, const Endpoint& peer,
                                                                DatagramEvents events) override {
        return std::make_unique<Socket>(
            datagrams.emplace_back(Datagrams{local, peer, std::move(events), {}, true}));
    }
    [[nodiscard]] std::unique_ptr<Operation> listen(const LocalEnd& local, const Endpoint& group,
                                                    OnDatagram on_datagram) override {
        return std::make_unique<Ticket<Listener>>(
            listeners.emplace_back(Listener{local, group, std::move(on_datagram), true}));
    }
    [[nodiscard]] std::unique_ptr<Operation> connect(const LocalEnd& local, const Endpoint& peer,
                                                     std::string bytes, ConnectionEvents events) override {
        return std::make_unique<Ticket<Connection>>(
            connections.emplace_back(Connection{local, peer, std::move(bytes), std::move(events), true}));
    }

    [[nodiscard]] std::unique_ptr<ServerSocket> serve(const LocalEnd& local, const IpAddress& client,
                                                      const ServerLimits& limits, Answer answer) override {
        if (refuses_servers) return nullptr;
        const auto port = static_cast<std::uint16_t>(50001 + servers.size());
        return std::make_unique<Place>(
            servers.emplace_back(Server{local, client, limits, std::move(answer), port, true}));
    }

    [[nodiscard]] std::size_t open() const {
        return static_cast<std::size_t>(std::ranges::count(datagrams, true, &Datagrams::open) +
                                        std::ranges::count(connections, true, &Connection::open) +
                                        std::ranges::count(look_ups, true, &LookUp::open));
    }

private:
    class Socket final : public DatagramSocket {
    public:
        explicit Socket(Datagrams& state) : state_(state) {}
        ~Socket() override { state_.open = false; }
        void send(std::string_view bytes) override { state_.sent.emplace_back(bytes); }

    private:
        Datagrams& state_;
    };
    class Place final : public ServerSocket {
    public:
        explicit Place(Server& state) : state_(state) {}
        ~Place() override { state_.open = false; }
        [[nodiscard]] std::uint16_t port() const override { return state_.port; }

    private:
        Server& state_;
    };
    template <class State>
    class Ticket final : public Operation {
    public:
        explicit Ticket(State& state) : state_(state) {}
        ~Ticket() override { state_.open = false; }

    private:
        State& state_;
    };
};

} // namespace ddns
