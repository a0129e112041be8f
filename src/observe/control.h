// SPDX-License-Identifier: MIT
#pragma once

#include "loop/line_server.h"
#include "util/json.h"

namespace ddns {

/// The daemon's side of the control socket, by which `status` and `why` ask it. One JSON object in a line is
/// the question, one JSON value in a line the answer; what they say is the business of those who ask and
/// answer. Who may connect: see local_socket.h.
class ControlServer final {
public:
    /// Called on the loop for each question, which is an object of at most 4 KiB; must not destroy the
    /// server.
    using Answer = std::function<Json(const Json& request)>;

    /// `path` is `control.sock` in the state folder. Errors: `system`, with the path.
    static Result<std::unique_ptr<ControlServer>> open(Loop& loop, const std::string& path, Answer answer);

private:
    explicit ControlServer(std::unique_ptr<LineServer> server) : server_(std::move(server)) {}

    std::unique_ptr<LineServer> server_;
};

/// The answer to a line: what is no question gets {"error": ...}.
std::string answer_line(std::string_view line, const ControlServer::Answer& answer);

} // namespace ddns
