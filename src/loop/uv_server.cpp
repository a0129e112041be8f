// SPDX-License-Identifier: MIT
#include "loop/uv_server.h"

#include "loop/answerer.h"
#include "loop/uv_address.h"

namespace ddns {

namespace {

constexpr int most_waiting = 4; // to be accepted

class UvServer final : public ServerSocket {
public:
    UvServer(Loop& loop, const IpAddress& client, const ServerLimits& limits, Sockets::Answer answer)
        : loop_(loop), client_(client),
          answerer_(loop, std::move(answer), {limits.bytes, limits.connections, limits.time}) {}

    bool begin(const LocalEnd& local) {
        handle_ = make_handle();
        if (!handle_) return false;
        handle_->data = this;
        const sockaddr_storage own = bind_name(local, client_.family());
        sockaddr_storage bound{};
        int size = sizeof bound;
        const bool good = uv_tcp_bind(handle_.get(), reinterpret_cast<const sockaddr*>(&own), 0) == 0 &&
                          leave_through(handle_.get(), local, client_.family()) == 0 &&
                          uv_listen(reinterpret_cast<uv_stream_t*>(handle_.get()), most_waiting,
                                    &UvServer::on_client) == 0 &&
                          uv_tcp_getsockname(handle_.get(), reinterpret_cast<sockaddr*>(&bound), &size) == 0;
        uv_unref(reinterpret_cast<uv_handle_t*>(handle_.get()));
        if (const auto endpoint = endpoint_of(reinterpret_cast<const sockaddr*>(&bound)); good && endpoint)
            port_ = endpoint->port;
        return port_ != 0;
    }

    [[nodiscard]] std::uint16_t port() const override { return port_; }

private:
    UvPtr<uv_tcp_t> make_handle() {
        auto* handle = new uv_tcp_t{};
        if (uv_tcp_init(loop_.uv(), handle) == 0) return UvPtr<uv_tcp_t>(handle);
        delete handle;
        return nullptr;
    }

    static void on_client(uv_stream_t* stream, int status) {
        auto* self = static_cast<UvServer*>(stream->data);
        if (self && status == 0) self->accept(stream);
    }

    void accept(uv_stream_t* stream) {
        UvPtr<uv_tcp_t> connection = make_handle();
        if (!connection || uv_accept(stream, reinterpret_cast<uv_stream_t*>(connection.get())) != 0) return;
        sockaddr_storage name{};
        int size = sizeof name;
        if (uv_tcp_getpeername(connection.get(), reinterpret_cast<sockaddr*>(&name), &size) != 0) return;
        const auto peer = endpoint_of(reinterpret_cast<const sockaddr*>(&name));
        if (peer && peer->address == client_) answerer_.accept(std::move(connection));
    }

    Loop& loop_;
    const IpAddress client_;
    std::uint16_t port_ = 0;
    Answerer<uv_tcp_t> answerer_;
    UvPtr<uv_tcp_t> handle_;
};

} // namespace

std::unique_ptr<ServerSocket> serve_tcp(Loop& loop, const LocalEnd& local, const IpAddress& client,
                                        const ServerLimits& limits, Sockets::Answer answer) {
    if (!local.source) return nullptr;
    auto server = std::make_unique<UvServer>(loop, client, limits, std::move(answer));
    if (!server->begin(local)) return nullptr;
    return server;
}

} // namespace ddns
