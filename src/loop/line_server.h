// SPDX-License-Identifier: MIT
#pragma once

#include "loop/answerer.h"
#include "loop/local_socket.h"

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
    static Result<std::unique_ptr<LineServer>> open(Loop& loop, const std::string& path, const Answer& answer,
                                                    Limits limits);

private:
    LineServer(Loop& loop, const Answer& answer, Limits limits);

    Answerer<uv_pipe_t> answerer_;
    std::unique_ptr<Operation> listener_;
};

} // namespace ddns
