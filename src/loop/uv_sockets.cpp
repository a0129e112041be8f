// SPDX-License-Identifier: MIT
#include "loop/uv_sockets.h"

#include "loop/uv_address.h"
#include "loop/uv_server.h"

#include <array>
#include <fmt/format.h>
#include <limits>

namespace ddns {

namespace {

Error cannot(std::string_view what, const Endpoint& peer, int uv_error) {
    return {ErrorKind::network, fmt::format("cannot {} {} port {}: {}", what, peer.address.to_string(),
                                            peer.port, uv_strerror(uv_error))};
}

bool is_group(const IpAddress& address) {
    const unsigned first = address.bytes()[0];
    return address.family() == Family::v4 ? first >> 4 == 14 : first == 0xff;
}

/// An event that must not run inside the call that caused it.
class Later final {
public:
    explicit Later(Loop& loop) : loop_(loop) {}
    void say(const std::function<void(Error)>& event, Error error) {
        if (event) operation_ = loop_.after(Duration::zero(), [event, error] { event(error); });
    }

private:
    Loop& loop_;
    std::unique_ptr<Operation> operation_;
};

class UvLookUp final : public Operation {
public:
    UvLookUp(Loop& loop, const std::string& host, Family family, Sockets::OnAddresses on_addresses)
        : on_addresses_(std::move(on_addresses)) {
        addrinfo wanted{};
        wanted.ai_family = family == Family::v4 ? AF_INET : AF_INET6;
        wanted.ai_socktype = SOCK_DGRAM;
        auto request = std::make_unique<uv_getaddrinfo_t>();
        request->data = this;
        if (uv_getaddrinfo(loop.uv(), request.get(), &UvLookUp::on_found, host.c_str(), nullptr, &wanted) ==
            0)
            request_ = request.release(); // freed by what runs in the end
        else
            none_ = loop.after(Duration::zero(), [this] { say({}); });
    }
    ~UvLookUp() override {
        if (!request_) return;
        request_->data = nullptr;
        uv_cancel(reinterpret_cast<uv_req_t*>(request_));
    }

private:
    static void on_found(uv_getaddrinfo_t* request, int, addrinfo* list) {
        const std::unique_ptr<uv_getaddrinfo_t> freed(request);
        std::vector<IpAddress> addresses;
        for (const addrinfo* found = list; found; found = found->ai_next)
            if (const auto endpoint = endpoint_of(found->ai_addr)) addresses.push_back(endpoint->address);
        uv_freeaddrinfo(list);
        auto* self = static_cast<UvLookUp*>(request->data);
        if (!self) return;
        self->request_ = nullptr;
        self->say(addresses);
    }

    void say(const std::vector<IpAddress>& addresses) {
        const auto on_addresses = on_addresses_;
        on_addresses(addresses);
    }

    const Sockets::OnAddresses on_addresses_;
    uv_getaddrinfo_t* request_ = nullptr; ///< while it runs
    std::unique_ptr<Operation> none_;
};

class UvDatagramSocket final : public DatagramSocket {
public:
    UvDatagramSocket(Loop& loop, const LocalEnd& local, const Endpoint& peer, DatagramEvents events)
        : peer_(peer), events_(std::move(events)), later_(loop) {
        auto* handle = new uv_udp_t{};
        const Family family = peer.address.family();
        if (const int error = uv_udp_init_ex(loop.uv(), handle, family == Family::v4 ? AF_INET : AF_INET6)) {
            delete handle;
            later_.say(events_.on_error, cannot("ask", peer_, error));
            return;
        }
        handle_.reset(handle);
        handle_->data = this;
        if (const int error = begin(local, family)) later_.say(events_.on_error, cannot("ask", peer_, error));
    }

    void send(std::string_view bytes) override {
        if (!handle_) return;
        uv_buf_t buffer = uv_buf_init(const_cast<char*>(bytes.data()), static_cast<unsigned>(bytes.size()));
        const sockaddr_storage other = name_of(peer_);
        const auto* to = is_group(peer_.address) ? reinterpret_cast<const sockaddr*>(&other) : nullptr;
        const int sent = uv_udp_try_send(handle_.get(), &buffer, 1, to);
        if (sent < 0) later_.say(events_.on_error, cannot("ask", peer_, sent));
    }

private:
    int begin(const LocalEnd& local, Family family) {
        const sockaddr_storage own = bind_name(local, family);
        if (const int error = uv_udp_bind(handle_.get(), reinterpret_cast<const sockaddr*>(&own), 0))
            return error;
        if (const int error = leave_through(handle_.get(), local, family)) return error;
        if (const int error = is_group(peer_.address) ? prepare_group(local) : prepare_peer()) return error;
        return uv_udp_recv_start(handle_.get(), &UvDatagramSocket::on_buffer, &UvDatagramSocket::on_received);
    }

    int prepare_peer() {
        const sockaddr_storage other = name_of(peer_);
        return uv_udp_connect(handle_.get(), reinterpret_cast<const sockaddr*>(&other));
    }

    /// Two hops, as SSDP asks for (UPnP Device Architecture 1.1, section 1.3.2).
    int prepare_group(const LocalEnd& local) {
        if (const int error = uv_udp_set_multicast_ttl(handle_.get(), 2)) return error;
        if (!local.source) return 0;
        return uv_udp_set_multicast_interface(handle_.get(), local.source->to_string().c_str());
    }

    static void on_buffer(uv_handle_t* handle, std::size_t, uv_buf_t* buffer) {
        auto* self = static_cast<UvDatagramSocket*>(handle->data);
        *buffer = self ? uv_buf_init(self->buffer_.data(), static_cast<unsigned>(self->buffer_.size()))
                       : uv_buf_init(nullptr, 0);
    }

    static void on_received(uv_udp_t* handle, ssize_t size, const uv_buf_t* buffer, const sockaddr* from,
                            unsigned flags) {
        auto* self = static_cast<UvDatagramSocket*>(handle->data);
        if (!self) return;
        if (size < 0) {
            const auto on_error = self->events_.on_error;
            if (on_error) on_error(cannot("ask", self->peer_, static_cast<int>(size)));
            return;
        }
        const auto sender = endpoint_of(from);
        const auto on_datagram = self->events_.on_datagram;
        if (sender && !(flags & UV_UDP_PARTIAL) && on_datagram)
            on_datagram(*sender, {buffer->base, static_cast<std::size_t>(size)});
    }

    const Endpoint peer_;
    const DatagramEvents events_;
    Later later_;
    std::array<char, 4096> buffer_{}; ///< a longer datagram is dropped
    UvPtr<uv_udp_t> handle_;
};

class UvGroupListener final : public Operation {
public:
    explicit UvGroupListener(Sockets::OnDatagram on_datagram) : on_datagram_(std::move(on_datagram)) {}

    bool begin(Loop& loop, const LocalEnd& local, const Endpoint& group) {
        auto* handle = new uv_udp_t{};
        if (uv_udp_init_ex(loop.uv(), handle, AF_INET)) {
            delete handle;
            return false;
        }
        handle_.reset(handle);
        handle_->data = this;
        constexpr std::array<std::uint8_t, 16> zeros{};
        const sockaddr_storage any = name_of({IpAddress::from_bytes(Family::v4, zeros.data()), group.port});
        const std::string source = local.source ? local.source->to_string() : "0.0.0.0";
        const bool good =
            uv_udp_bind(handle, reinterpret_cast<const sockaddr*>(&any), UV_UDP_REUSEADDR) == 0 &&
            leave_through(handle, local, Family::v4) == 0 &&
            uv_udp_set_membership(handle, group.address.to_string().c_str(), source.c_str(), UV_JOIN_GROUP) ==
                0 &&
            uv_udp_recv_start(handle, &UvGroupListener::on_buffer, &UvGroupListener::on_received) == 0;
        uv_unref(reinterpret_cast<uv_handle_t*>(handle));
        return good;
    }

private:
    static void on_buffer(uv_handle_t* handle, std::size_t, uv_buf_t* buffer) {
        auto* self = static_cast<UvGroupListener*>(handle->data);
        *buffer = self ? uv_buf_init(self->buffer_.data(), static_cast<unsigned>(self->buffer_.size()))
                       : uv_buf_init(nullptr, 0);
    }

    static void on_received(uv_udp_t* handle, ssize_t size, const uv_buf_t* buffer, const sockaddr* from,
                            unsigned flags) {
        auto* self = static_cast<UvGroupListener*>(handle->data);
        const auto sender = endpoint_of(from);
        if (!self || size < 0 || !sender || flags & UV_UDP_PARTIAL) return;
        const auto on_datagram = self->on_datagram_;
        on_datagram(*sender, {buffer->base, static_cast<std::size_t>(size)});
    }

    const Sockets::OnDatagram on_datagram_;
    std::array<char, 2048> buffer_{};
    UvPtr<uv_udp_t> handle_;
};

class UvConnection final : public Operation {
public:
    UvConnection(Loop& loop, const LocalEnd& local, const Endpoint& peer, std::string bytes,
                 ConnectionEvents events)
        : peer_(peer), events_(std::move(events)), later_(loop) {
        auto* handle = new uv_tcp_t{};
        const Family family = peer.address.family();
        if (const int error = uv_tcp_init_ex(loop.uv(), handle, family == Family::v4 ? AF_INET : AF_INET6)) {
            delete handle;
            later_.say(events_.on_end, cannot("reach", peer_, error));
            return;
        }
        handle_.reset(handle);
        handle_->data = this;
        if (const int error = begin(local, family, std::move(bytes)))
            later_.say(events_.on_end, cannot("reach", peer_, error));
    }

private:
    /// Outlives the connection until libuv is done with it.
    struct Request {
        uv_connect_t connect{};
        uv_write_t write{};
        std::string bytes;
    };

    int begin(const LocalEnd& local, Family family, std::string bytes) {
        const sockaddr_storage own = bind_name(local, family);
        const sockaddr_storage other = name_of(peer_);
        if (const int error = uv_tcp_bind(handle_.get(), reinterpret_cast<const sockaddr*>(&own), 0))
            return error;
        if (const int error = leave_through(handle_.get(), local, family)) return error;
        auto request = std::make_unique<Request>();
        request->bytes = std::move(bytes);
        request->connect.data = request->write.data = request.get();
        const int error =
            uv_tcp_connect(&request->connect, handle_.get(), reinterpret_cast<const sockaddr*>(&other),
                           &UvConnection::on_connected);
        if (error == 0) static_cast<void>(request.release()); // freed by what runs in the end
        return error;
    }

    static void on_connected(uv_connect_t* connect, int status) {
        std::unique_ptr<Request> request(static_cast<Request*>(connect->data));
        auto* self = static_cast<UvConnection*>(connect->handle->data);
        if (!self) return;
        if (status < 0) return self->end(status);
        uv_buf_t buffer = uv_buf_init(request->bytes.data(), static_cast<unsigned>(request->bytes.size()));
        int error = uv_read_start(connect->handle, &UvConnection::on_buffer, &UvConnection::on_read);
        if (error == 0)
            error = uv_write(&request->write, connect->handle, &buffer, 1,
                             [](uv_write_t* write, int) { delete static_cast<Request*>(write->data); });
        if (error < 0) return self->end(error);
        static_cast<void>(request.release());
    }

    static void on_buffer(uv_handle_t* handle, std::size_t, uv_buf_t* buffer) {
        auto* self = static_cast<UvConnection*>(handle->data);
        *buffer = self ? uv_buf_init(self->buffer_.data(), static_cast<unsigned>(self->buffer_.size()))
                       : uv_buf_init(nullptr, 0);
    }

    static void on_read(uv_stream_t* stream, ssize_t size, const uv_buf_t* buffer) {
        auto* self = static_cast<UvConnection*>(stream->data);
        if (!self || size == 0) return;
        if (size < 0) {
            uv_read_stop(stream);
            return self->end(static_cast<int>(size));
        }
        const auto on_bytes = self->events_.on_bytes;
        if (on_bytes) on_bytes({buffer->base, static_cast<std::size_t>(size)});
    }

    void end(int error) {
        const auto on_end = events_.on_end;
        if (on_end) on_end(cannot("reach", peer_, error));
    }

    const Endpoint peer_;
    const ConnectionEvents events_;
    Later later_;
    std::array<char, 4096> buffer_{};
    UvPtr<uv_tcp_t> handle_;
};

} // namespace

std::unique_ptr<Operation> UvSockets::look_up(const std::string& host, Family family,
                                              OnAddresses on_addresses) {
    return std::make_unique<UvLookUp>(loop_, host, family, std::move(on_addresses));
}

std::unique_ptr<DatagramSocket> UvSockets::open_datagram(const LocalEnd& local, const Endpoint& peer,
                                                         DatagramEvents events) {
    return std::make_unique<UvDatagramSocket>(loop_, local, peer, std::move(events));
}

std::unique_ptr<Operation> UvSockets::listen(const LocalEnd& local, const Endpoint& group,
                                             OnDatagram on_datagram) {
    auto listener = std::make_unique<UvGroupListener>(std::move(on_datagram));
    if (!listener->begin(loop_, local, group)) return nullptr;
    return listener;
}

std::unique_ptr<Operation> UvSockets::connect(const LocalEnd& local, const Endpoint& peer, std::string bytes,
                                              ConnectionEvents events) {
    return std::make_unique<UvConnection>(loop_, local, peer, std::move(bytes), std::move(events));
}

std::unique_ptr<ServerSocket> UvSockets::serve(const LocalEnd& local, const IpAddress& client,
                                               const ServerLimits& limits, Answer answer) {
    return serve_tcp(loop_, local, client, limits, std::move(answer));
}

} // namespace ddns
