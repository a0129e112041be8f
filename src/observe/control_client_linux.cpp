// SPDX-License-Identifier: MIT
#include "observe/control_client.h"

#include "loop/socket_file.h"

#include <array>
#include <cerrno>
#include <fmt/format.h>
#include <sys/socket.h>
#include <unistd.h>

namespace ddns {

namespace {

constexpr std::size_t longest_answer = 8u << 20;

bool send_all(int fd, std::string_view text) {
    while (!text.empty()) {
        const ssize_t sent = send(fd, text.data(), text.size(), MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent <= 0) return false;
        text.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

/// Up to the end of the connection, which is the end of the answer.
bool receive_all(int fd, std::string& text) {
    std::array<char, 16384> buffer{};
    while (text.size() <= longest_answer) {
        const ssize_t size = recv(fd, buffer.data(), buffer.size(), 0);
        if (size < 0 && errno == EINTR) continue;
        if (size <= 0) return size == 0;
        text.append(buffer.data(), static_cast<std::size_t>(size));
    }
    return false;
}

} // namespace

Result<Json> ask_daemon(const std::string& path, const Json& request) {
    const auto fd = connect_socket_file(path);
    if (!fd) return tl::unexpected<Error>(fd.error());
    std::string answer;
    const bool complete = send_all(*fd, dump_json(request) + '\n') && receive_all(*fd, answer);
    close(*fd);
    if (!complete || answer.empty())
        return fail(ErrorKind::system, fmt::format("the daemon at {} gave no answer", path));
    auto reply = parse_json(answer, longest_answer);
    if (!reply)
        return fail(ErrorKind::bad_reply, fmt::format("the answer of the daemon at {} is not understood: {}",
                                                      path, reply.error().what));
    return reply;
}

} // namespace ddns
