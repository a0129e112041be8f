// SPDX-License-Identifier: MIT
#include "observe/control_client.h"

#include "loop/local_socket.h"

#include <fmt/format.h>

namespace ddns {

namespace {

constexpr std::size_t longest_answer = 8u << 20;

} // namespace

Result<Json> ask_daemon(const std::string& path, const Json& request) {
    const auto connection = connect_locally(path);
    if (!connection) return tl::unexpected<Error>(connection.error());
    std::optional<std::string> answer;
    if ((*connection)->send(dump_json(request) + '\n')) answer = (*connection)->receive_all(longest_answer);
    if (!answer || answer->empty())
        return fail(ErrorKind::system, fmt::format("the daemon at {} gave no answer", path));
    auto reply = parse_json(*answer, longest_answer);
    if (!reply)
        return fail(ErrorKind::bad_reply, fmt::format("the answer of the daemon at {} is not understood: {}",
                                                      path, reply.error().what));
    return reply;
}

} // namespace ddns
