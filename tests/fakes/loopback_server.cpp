// SPDX-License-Identifier: MIT
#include "fakes/loopback_server.h"

#include "util/text.h"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace ddns {

struct LoopbackServer::Connection {
    LoopbackServer* server = nullptr;
    int number = 0;
    std::string input;
    std::array<char, 65536> buffer{};
    UvPtr<uv_tcp_t> handle;
};

namespace {

/// Owns itself until libuv has written it.
struct Write {
    uv_write_t request{};
    std::string bytes;
};

void check(int result, const char* what) {
    if (result < 0) throw std::runtime_error(std::string(what) + ": " + uv_strerror(result));
}

template <class Handle>
void unref(Handle* handle) {
    uv_unref(reinterpret_cast<uv_handle_t*>(handle));
}

/// The first complete request of the input, which it leaves.
std::optional<LoopbackServer::Request> take_request(std::string& input) {
    const auto end = input.find("\r\n\r\n");
    if (end == std::string::npos) return std::nullopt;
    LoopbackServer::Request request;
    const std::string head = input.substr(0, end);
    const auto lines = split(head, '\n');
    const auto words = split(trim(lines[0]), ' ');
    request.method = words[0];
    if (words.size() > 1) request.target = words[1];
    for (std::size_t i = 1; i < lines.size(); ++i) {
        const auto colon = lines[i].find(':');
        request.headers.emplace_back(to_lower(lines[i].substr(0, colon)), trim(lines[i].substr(colon + 1)));
    }
    const auto length = parse_unsigned(request.header("content-length")).value_or(0);
    if (input.size() < end + 4 + length) return std::nullopt;
    request.body = input.substr(end + 4, length);
    input.erase(0, end + 4 + length);
    return request;
}

} // namespace

std::string LoopbackServer::Request::header(std::string_view name) const {
    for (const auto& [key, value] : headers)
        if (key == name) return value;
    return "(none)";
}

LoopbackServer::LoopbackServer(Loop& loop, Answer answer, const char* address)
    : loop_(loop), answer_(std::move(answer)) {
    auto* handle = new uv_tcp_t{};
    check(uv_tcp_init(loop.uv(), handle), "init");
    listener_.reset(handle);
    handle->data = this;
    unref(handle);
    sockaddr_storage name{};
    const bool v6 = std::string_view(address).find(':') != std::string_view::npos;
    if (v6)
        check(uv_ip6_addr(address, 0, reinterpret_cast<sockaddr_in6*>(&name)), "address");
    else
        check(uv_ip4_addr(address, 0, reinterpret_cast<sockaddr_in*>(&name)), "address");
    check(uv_tcp_bind(handle, reinterpret_cast<sockaddr*>(&name), 0), "bind");
    check(uv_listen(reinterpret_cast<uv_stream_t*>(handle), 512,
                    [](uv_stream_t* stream, int status) {
                        if (stream->data && status == 0) static_cast<LoopbackServer*>(stream->data)->accept();
                    }),
          "listen");
    int size = sizeof name;
    check(uv_tcp_getsockname(handle, reinterpret_cast<sockaddr*>(&name), &size), "name");
    port_ = ntohs(reinterpret_cast<sockaddr_in&>(name).sin_port);
    host_ = v6 ? "[" + std::string(address) + "]" : address;
}

LoopbackServer::~LoopbackServer() = default;

std::string LoopbackServer::url(const std::string& path) const {
    return "http://" + host_ + ":" + std::to_string(port_) + path;
}

LoopbackServer::Reply LoopbackServer::ok(const std::string& body) {
    return {"HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body,
            Then::keep};
}

void LoopbackServer::accept() {
    auto connection = std::make_unique<Connection>();
    auto* handle = new uv_tcp_t{};
    check(uv_tcp_init(loop_.uv(), handle), "init");
    connection->handle.reset(handle);
    connection->server = this;
    connection->number = ++accepted_;
    handle->data = connection.get();
    unref(handle);
    check(uv_accept(reinterpret_cast<uv_stream_t*>(listener_.get()), reinterpret_cast<uv_stream_t*>(handle)),
          "accept");
    uv_tcp_nodelay(handle, 1);
    uv_read_start(
        reinterpret_cast<uv_stream_t*>(handle),
        [](uv_handle_t* h, std::size_t, uv_buf_t* buffer) {
            auto* c = static_cast<Connection*>(h->data);
            *buffer = c ? uv_buf_init(c->buffer.data(), static_cast<unsigned>(c->buffer.size()))
                        : uv_buf_init(nullptr, 0);
        },
        [](uv_stream_t* stream, ssize_t size, const uv_buf_t* buffer) {
            auto* c = static_cast<Connection*>(stream->data);
            if (!c) return;
            if (size < 0) return c->server->drop(*c, Then::close);
            c->input.append(buffer->base, static_cast<std::size_t>(size));
            c->server->on_bytes(*c);
        });
    connections_.push_back(std::move(connection));
}

void LoopbackServer::on_bytes(Connection& connection) {
    while (auto request = take_request(connection.input)) {
        request->connection = connection.number;
        requests_.push_back(*request);
        const Reply reply = answer_(*request);
        send(connection, reply);
        if (reply.then != Then::keep) return drop(connection, reply.then);
    }
}

void LoopbackServer::send(Connection& connection, const Reply& reply) {
    auto* stream = reinterpret_cast<uv_stream_t*>(connection.handle.get());
    std::string_view rest = reply.bytes;
    while (!rest.empty()) {
        const uv_buf_t buffer =
            uv_buf_init(const_cast<char*>(rest.data()), static_cast<unsigned>(rest.size()));
        const int sent = uv_try_write(stream, &buffer, 1);
        if (sent < 0) break;
        rest.remove_prefix(static_cast<std::size_t>(sent));
    }
    if (rest.empty() || reply.then != Then::keep) return;
    auto* write = new Write{{}, std::string(rest)};
    const uv_buf_t buffer = uv_buf_init(write->bytes.data(), static_cast<unsigned>(write->bytes.size()));
    write->request.data = write;
    uv_write(&write->request, stream, &buffer, 1,
             [](uv_write_t* request, int) { delete static_cast<Write*>(request->data); });
}

void LoopbackServer::drop(Connection& connection, Then then) {
    if (then == Then::reset) {
        uv_tcp_t* handle = connection.handle.release();
        handle->data = nullptr;
        uv_tcp_close_reset(handle, [](uv_handle_t* closed) { delete reinterpret_cast<uv_tcp_t*>(closed); });
    }
    std::erase_if(connections_, [&](const auto& kept) { return kept.get() == &connection; });
}

} // namespace ddns
