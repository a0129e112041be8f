// SPDX-License-Identifier: MIT
#include "observe/control.h"

namespace ddns {

Result<std::unique_ptr<ControlServer>> ControlServer::open(Loop& loop, const std::string& path,
                                                           Answer answer) {
    auto server = LineServer::open(
        loop, path, [answer = std::move(answer)](std::string_view line) { return answer_line(line, answer); },
        {});
    if (!server) return tl::unexpected<Error>(std::move(server.error()));
    return std::unique_ptr<ControlServer>(new ControlServer(std::move(*server)));
}

std::string answer_line(std::string_view line, const ControlServer::Answer& answer) {
    const auto request = parse_json(line);
    Json reply;
    if (!request)
        reply.set("error", "the question is not JSON: " + request.error().what);
    else if (!request->if_object())
        reply.set("error", "the question is not a JSON object");
    else
        reply = answer(*request);
    return dump_json(reply) + '\n';
}

} // namespace ddns
