// SPDX-License-Identifier: MIT
#include "loop/socket_file.h"

#include <cerrno>
#include <cstring>
#include <fmt/format.h>
#include <optional>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <system_error>
#include <unistd.h>

namespace ddns {

namespace {

/// A descriptor until it is handed on.
class Socket {
public:
    Socket() : fd_(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {}
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;
    ~Socket() {
        if (fd_ >= 0) close(fd_);
    }
    [[nodiscard]] int get() const { return fd_; }
    int release() {
        const int fd = fd_;
        fd_ = -1;
        return fd;
    }

private:
    int fd_;
};

std::string reason(int error) { return std::generic_category().message(error); }

Result<sockaddr_un> address_of(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path)
        return fail(ErrorKind::system,
                    fmt::format("the path {} is too long for a socket ({} bytes, at most {}); use a shorter "
                                "`state:` folder",
                                path, path.size(), sizeof address.sun_path - 1));
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    return address;
}

int connect_to(int fd, const sockaddr_un& address) {
    return connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 ? 0 : errno;
}

/// Makes room at the path, if it is only taken by a socket that nobody listens on.
Result<void> remove_stale(const std::string& path, const sockaddr_un& address) {
    struct stat entry {};
    if (lstat(path.c_str(), &entry) != 0) return {};
    if (!S_ISSOCK(entry.st_mode))
        return fail(ErrorKind::system,
                    fmt::format("{} is in the way of the control socket; move it away", path));
    const Socket probe;
    if (connect_to(probe.get(), address) == 0)
        return fail(
            ErrorKind::system,
            fmt::format("another ddns-reactor answers at {}; stop it or use another `state:` folder", path));
    unlink(path.c_str());
    return {};
}

} // namespace

Result<int> bind_socket_file(const std::string& path) {
    const auto address = address_of(path);
    if (!address) return tl::unexpected<Error>(address.error());
    if (auto room = remove_stale(path, *address); !room) return tl::unexpected<Error>(room.error());
    Socket listener;
    // Linux gives the file the mode of the socket, so there is no moment in which others may open it.
    if (listener.get() < 0 || fchmod(listener.get(), S_IRUSR | S_IWUSR) != 0 ||
        bind(listener.get(), reinterpret_cast<const sockaddr*>(&*address), sizeof *address) != 0)
        return fail(ErrorKind::system, fmt::format("cannot make the socket {}: {}", path, reason(errno)));
    return listener.release();
}

Result<int> connect_socket_file(const std::string& path) {
    const auto address = address_of(path);
    if (!address) return tl::unexpected<Error>(address.error());
    Socket client;
    const timeval limit{5, 0};
    setsockopt(client.get(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    setsockopt(client.get(), SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    const int error = connect_to(client.get(), *address);
    if (error == ENOENT || error == ECONNREFUSED || error == ENOTDIR)
        return fail(
            ErrorKind::system,
            fmt::format("no ddns-reactor answers at {}; is it running with this state folder?", path));
    if (error == EACCES || error == EPERM)
        return fail(ErrorKind::system,
                    fmt::format("this user may not ask the daemon at {}; use its user or root", path));
    if (error != 0)
        return fail(ErrorKind::system,
                    fmt::format("the daemon at {} does not answer: {}", path, reason(error)));
    return client.release();
}

} // namespace ddns
