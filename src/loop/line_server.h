// SPDX-License-Identifier: MIT
#pragma once

#include "loop/local_socket.h"

#include <vector>

namespace ddns {

/// Listens for programs of this user on this machine; reads one line from each connection, answers with one
/// text and closes. Costs nothing while nobody asks, and does not keep the loop alive.
class LineServer final {
public:
    /// Gets the line without its end. Must not destroy the server.
    using Answer = std::function<std::string(std::string_view line)>;

    struct Limits {
        std::size_t line = 4096;                 ///< a longer one is hung up on
        std::size_t connections = 16;            ///< further ones are hung up on
        Duration time = std::chrono::seconds(5); ///< for reading and writing together
    };

    /// Errors: `system`, with the path (see local_socket.h).
    static Result<std::unique_ptr<LineServer>> open(Loop& loop, const std::string& path, Answer answer,
                                                    Limits limits);
    /// Hangs up on everybody.
    ~LineServer();
    LineServer(const LineServer&) = delete;
    LineServer& operator=(const LineServer&) = delete;

private:
    struct Connection;

    LineServer(Loop& loop, Answer answer, Limits limits);
    void accept(UvPtr<uv_pipe_t> pipe);
    void on_read(Connection& connection, std::size_t size);
    void send(Connection& connection, std::string text);
    void hang_up(Connection& connection);

    Loop& loop_;
    const Answer answer_;
    const Limits limits_;
    std::vector<std::unique_ptr<Connection>> connections_;
    std::unique_ptr<Operation> listener_;
};

} // namespace ddns
