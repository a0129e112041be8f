// SPDX-License-Identifier: MIT
#include "observe/line_writer.h"

#include <algorithm>
#include <cerrno>
#include <poll.h>
#include <unistd.h>

namespace ddns {

namespace {

/// What a pipe that can be written takes without waiting: a page on Linux, which `poll` answers for.
constexpr std::size_t portion = 4096;

bool has_room(int fd) {
    pollfd question{fd, POLLOUT, 0};
    int answer = 0;
    do answer = poll(&question, 1, 0);
    while (answer < 0 && errno == EINTR);
    return answer != 0;
}

} // namespace

bool LineWriter::ready() {
    flush();
    return rest_.empty() && has_room(fd_);
}

void LineWriter::write(std::string_view line) {
    rest_.append(line);
    flush();
}

void LineWriter::flush() {
    while (!rest_.empty() && has_room(fd_)) {
        const ssize_t written = ::write(fd_, rest_.data(), std::min(rest_.size(), portion));
        if (written >= 0)
            rest_.erase(0, static_cast<std::size_t>(written));
        else if (errno == EAGAIN)
            return; // somebody else has made it non-blocking
        else if (errno != EINTR)
            rest_.clear();
    }
}

} // namespace ddns
