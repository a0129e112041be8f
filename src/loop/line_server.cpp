// SPDX-License-Identifier: MIT
#include "loop/line_server.h"

#include <algorithm>

namespace ddns {

struct LineServer::Connection {
    LineServer& server;
    std::string input;
    std::size_t used = 0;
    std::unique_ptr<Operation> deadline;
    UvPtr<uv_pipe_t> pipe;
};

namespace {

/// libuv reads it until its callback, also when the connection has died before: it owns itself.
struct Write {
    uv_write_t request{};
    std::string text;
};

uv_stream_t* stream(const UvPtr<uv_pipe_t>& pipe) { return reinterpret_cast<uv_stream_t*>(pipe.get()); }

} // namespace

LineServer::LineServer(Loop& loop, Answer answer, Limits limits)
    : loop_(loop), answer_(std::move(answer)), limits_(limits) {}

LineServer::~LineServer() = default;

Result<std::unique_ptr<LineServer>> LineServer::open(Loop& loop, const std::string& path, Answer answer,
                                                     Limits limits) {
    std::unique_ptr<LineServer> server(new LineServer(loop, std::move(answer), limits));
    auto listener = listen_locally(
        loop, path, [self = server.get()](UvPtr<uv_pipe_t> pipe) { self->accept(std::move(pipe)); });
    if (!listener) return tl::unexpected<Error>(std::move(listener.error()));
    server->listener_ = std::move(*listener);
    return server;
}

void LineServer::accept(UvPtr<uv_pipe_t> pipe) {
    if (connections_.size() >= limits_.connections) return;
    auto made = std::unique_ptr<Connection>(
        new Connection{*this, std::string(limits_.line, '\0'), 0, nullptr, std::move(pipe)});
    Connection& connection = *made;
    connections_.push_back(std::move(made));
    connection.pipe->data = &connection;
    connection.deadline = loop_.after(limits_.time, [this, &connection] { hang_up(connection); });
    uv_read_start(
        stream(connection.pipe),
        [](uv_handle_t* handle, std::size_t, uv_buf_t* buffer) {
            auto* c = static_cast<Connection*>(handle->data);
            *buffer =
                c ? uv_buf_init(c->input.data() + c->used, static_cast<unsigned>(c->input.size() - c->used))
                  : uv_buf_init(nullptr, 0);
        },
        [](uv_stream_t* handle, ssize_t size, const uv_buf_t*) {
            auto* c = static_cast<Connection*>(handle->data);
            if (!c) return;
            if (size < 0)
                c->server.hang_up(*c); // also when the line did not fit
            else
                c->server.on_read(*c, static_cast<std::size_t>(size));
        });
}

void LineServer::on_read(Connection& connection, std::size_t size) {
    connection.used += size;
    const auto line = std::string_view(connection.input).substr(0, connection.used);
    const auto end = line.find('\n');
    if (end == std::string_view::npos) return;
    uv_read_stop(stream(connection.pipe));
    send(connection, answer_(line.substr(0, end)));
}

void LineServer::send(Connection& connection, std::string text) {
    auto* write = new Write{{}, std::move(text)};
    write->request.data = write;
    const uv_buf_t buffer = uv_buf_init(write->text.data(), static_cast<unsigned>(write->text.size()));
    const int error =
        uv_write(&write->request, stream(connection.pipe), &buffer, 1, [](uv_write_t* request, int) {
            auto* c = static_cast<Connection*>(request->handle->data);
            delete static_cast<Write*>(request->data);
            if (c) c->server.hang_up(*c);
        });
    if (error == 0) return;
    delete write;
    hang_up(connection);
}

void LineServer::hang_up(Connection& connection) {
    std::erase_if(connections_, [&](const auto& kept) { return kept.get() == &connection; });
}

} // namespace ddns
