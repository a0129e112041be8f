// SPDX-License-Identifier: MIT
#pragma once

#include "loop/loop.h"

#include <string>
#include <string_view>
#include <vector>

namespace ddns {

/// Listens on a unix domain socket of this user; reads one line from each connection, answers with one text
/// and closes. Costs nothing while nobody asks, and does not keep the loop alive.
class LineServer final {
public:
    /// Gets the line without its end. Must not destroy the server.
    using Answer = std::function<std::string(std::string_view line)>;

    struct Limits {
        std::size_t line = 4096;                 ///< a longer one is hung up on
        std::size_t connections = 16;            ///< further ones are hung up on
        Duration time = std::chrono::seconds(5); ///< for reading and writing together
    };

    /// Errors: `system`, with the path (see socket_file.h).
    static Result<std::unique_ptr<LineServer>> open(Loop& loop, std::string path, Answer answer,
                                                    Limits limits);
    /// Hangs up on everybody and removes the socket's file.
    ~LineServer();
    LineServer(const LineServer&) = delete;
    LineServer& operator=(const LineServer&) = delete;

private:
    struct Connection;

    LineServer(Loop& loop, Answer answer, Limits limits);
    void accept();
    void on_read(Connection& connection, std::size_t size);
    void send(Connection& connection, std::string text);
    void hang_up(Connection& connection);

    Loop& loop_;
    const Answer answer_;
    const Limits limits_;
    std::string path_; ///< empty until it is ours
    std::vector<std::unique_ptr<Connection>> connections_;
    UvPtr<uv_pipe_t> listener_;
};

} // namespace ddns
