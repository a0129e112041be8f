// SPDX-License-Identifier: MIT
#include "loop/answerer.h"

#include <algorithm>

namespace ddns {

template <class Handle>
struct Answerer<Handle>::Connection {
    Answerer& answerer;
    std::string input;
    std::size_t used = 0;
    std::unique_ptr<Operation> deadline;
    UvPtr<Handle> handle;

    [[nodiscard]] uv_stream_t* stream() const { return reinterpret_cast<uv_stream_t*>(handle.get()); }
};

namespace {

/// libuv reads it until its callback, also when the connection has died before: it owns itself.
struct Write {
    uv_write_t request{};
    std::string text;
};

} // namespace

template <class Handle>
Answerer<Handle>::Answerer(Loop& loop, Answer answer, Limits limits)
    : loop_(loop), answer_(std::move(answer)), limits_(limits) {}

template <class Handle>
Answerer<Handle>::~Answerer() = default;

template <class Handle>
void Answerer<Handle>::accept(UvPtr<Handle> handle) {
    if (connections_.size() >= limits_.connections) return;
    auto made = std::unique_ptr<Connection>(
        new Connection{*this, std::string(limits_.bytes, '\0'), 0, nullptr, std::move(handle)});
    Connection& connection = *made;
    connections_.push_back(std::move(made));
    connection.handle->data = &connection;
    connection.deadline = loop_.after(limits_.time, [this, &connection] { hang_up(connection); });
    uv_read_start(
        connection.stream(),
        [](uv_handle_t* stream, std::size_t, uv_buf_t* buffer) {
            auto* c = static_cast<Connection*>(stream->data);
            *buffer =
                c ? uv_buf_init(c->input.data() + c->used, static_cast<unsigned>(c->input.size() - c->used))
                  : uv_buf_init(nullptr, 0);
        },
        [](uv_stream_t* stream, ssize_t size, const uv_buf_t*) {
            auto* c = static_cast<Connection*>(stream->data);
            if (!c) return;
            if (size < 0)
                c->answerer.hang_up(*c); // also when it did not fit
            else
                c->answerer.on_read(*c, static_cast<std::size_t>(size));
        });
}

template <class Handle>
void Answerer<Handle>::on_read(Connection& connection, std::size_t size) {
    connection.used += size;
    auto text = answer_(std::string_view(connection.input).substr(0, connection.used));
    if (!text) return;
    uv_read_stop(connection.stream());
    send(connection, std::move(*text));
}

template <class Handle>
void Answerer<Handle>::send(Connection& connection, std::string text) {
    auto* write = new Write{{}, std::move(text)};
    write->request.data = write;
    const uv_buf_t buffer = uv_buf_init(write->text.data(), static_cast<unsigned>(write->text.size()));
    const int error =
        uv_write(&write->request, connection.stream(), &buffer, 1, [](uv_write_t* request, int) {
            auto* c = static_cast<Connection*>(request->handle->data);
            delete static_cast<Write*>(request->data);
            if (c) c->answerer.hang_up(*c);
        });
    if (error == 0) return;
    delete write;
    hang_up(connection);
}

template <class Handle>
void Answerer<Handle>::hang_up(Connection& connection) {
    std::erase_if(connections_, [&](const auto& kept) { return kept.get() == &connection; });
}

template class Answerer<uv_pipe_t>;
template class Answerer<uv_tcp_t>;

} // namespace ddns
