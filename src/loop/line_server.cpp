// SPDX-License-Identifier: MIT
#include "loop/line_server.h"

namespace ddns {

LineServer::LineServer(Loop& loop, const Answer& answer, Limits limits)
    : answerer_(loop,
                [answer](std::string_view bytes) -> std::optional<std::string> {
                    const auto end = bytes.find('\n');
                    if (end == std::string_view::npos) return std::nullopt;
                    return answer(bytes.substr(0, end));
                },
                {limits.line, limits.connections, limits.time}) {}

Result<std::unique_ptr<LineServer>> LineServer::open(Loop& loop, const std::string& path,
                                                     const Answer& answer, Limits limits) {
    std::unique_ptr<LineServer> server(new LineServer(loop, answer, limits));
    auto listener = listen_locally(loop, path, [self = server.get()](UvPtr<uv_pipe_t> pipe) {
        self->answerer_.accept(std::move(pipe));
    });
    if (!listener) return tl::unexpected<Error>(std::move(listener.error()));
    server->listener_ = std::move(*listener);
    return server;
}

} // namespace ddns
