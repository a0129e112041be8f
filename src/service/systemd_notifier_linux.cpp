// SPDX-License-Identifier: MIT
#include "service/systemd_notifier.h"

#include "util/text.h"

#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace ddns {

namespace {

std::string variable(const char* name) {
    const char* value = std::getenv(name);
    return value ? value : "";
}

/// One line, or it would be read as further assignments.
std::string assignment(std::string_view name, std::string_view text) {
    return fmt::format("{}={}\n", name, printable(text, 400));
}

} // namespace

SystemdNotifier::SystemdNotifier(std::string socket) : path_(std::move(socket)) {
    if (!path_.empty()) fd_ = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
}

SystemdNotifier::~SystemdNotifier() {
    if (fd_ >= 0) close(fd_);
}

Result<void> SystemdNotifier::send(std::string_view message, int flags) {
    if (path_.empty()) return {};
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path_.size() >= sizeof address.sun_path || (path_.front() != '/' && path_.front() != '@'))
        return fail(ErrorKind::system, "NOTIFY_SOCKET does not name a socket that can be reached");
    std::memcpy(address.sun_path, path_.data(), path_.size());
    if (path_.front() == '@') address.sun_path[0] = '\0';
    const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path_.size());
    const auto* to = reinterpret_cast<const sockaddr*>(&address);
    ssize_t sent = -1;
    do sent = sendto(fd_, message.data(), message.size(), MSG_NOSIGNAL | flags, to, length);
    while (sent < 0 && errno == EINTR);
    if (sent < 0)
        return fail(ErrorKind::system, fmt::format("cannot tell the service manager through {}: {}",
                                                   printable(path_), std::strerror(errno)));
    return {};
}

Result<void> SystemdNotifier::ready(std::string_view status) {
    return send("READY=1\n" + assignment("STATUS", status), 0);
}

Result<void> SystemdNotifier::reloading(Instant now) {
    return send(fmt::format("RELOADING=1\nMONOTONIC_USEC={}\n", now.time_since_epoch().count()), 0);
}

Result<void> SystemdNotifier::stopping(std::string_view status) {
    return send("STOPPING=1\n" + assignment("STATUS", status), 0);
}

Result<void> SystemdNotifier::status(std::string_view status) {
    return send(assignment("STATUS", status), MSG_DONTWAIT);
}

Result<void> SystemdNotifier::watchdog() { return send("WATCHDOG=1\n", MSG_DONTWAIT); }

std::string notify_socket_of_process() { return variable("NOTIFY_SOCKET"); }

std::optional<Duration> SystemdNotifier::watchdog_interval() const {
    return ddns::watchdog_interval(variable("WATCHDOG_USEC"), variable("WATCHDOG_PID"),
                                   static_cast<std::uint64_t>(getpid()));
}

} // namespace ddns
