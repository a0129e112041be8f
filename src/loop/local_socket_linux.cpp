// SPDX-License-Identifier: MIT
#include "loop/local_socket.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace ddns {

namespace {

/// A descriptor until it is handed on.
class Socket {
public:
    Socket() : fd_(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {}
    Socket(Socket&& other) noexcept : fd_(other.release()) {}
    Socket& operator=(Socket&&) = delete;
    ~Socket() {
        if (fd_ >= 0) close(fd_);
    }
    [[nodiscard]] int get() const { return fd_; }
    int release() { return std::exchange(fd_, -1); }

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

/// What connect_to says where no daemon is.
bool nobody_there(int error) { return error == ENOENT || error == ECONNREFUSED || error == ENOTDIR; }

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

/// A listening socket's descriptor, at a path that only this user may open.
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

UvPtr<uv_pipe_t> make_pipe(Loop& loop) {
    auto* pipe = new uv_pipe_t{};
    uv_pipe_init(loop.uv(), pipe, 0);
    return UvPtr<uv_pipe_t>(pipe);
}

uv_stream_t* stream(const UvPtr<uv_pipe_t>& pipe) { return reinterpret_cast<uv_stream_t*>(pipe.get()); }

class SocketListener final : public Operation {
public:
    SocketListener(Loop& loop, std::string path, OnConnection on_connection)
        : loop_(loop), path_(std::move(path)), on_connection_(std::move(on_connection)),
          listener_(make_pipe(loop)) {
        listener_->data = this;
    }
    ~SocketListener() override { unlink(path_.c_str()); }

    Result<void> start(int fd) {
        int error = uv_pipe_open(listener_.get(), fd);
        if (error == 0)
            error = uv_listen(stream(listener_), 16, [](uv_stream_t* listener, int status) {
                if (listener->data && status == 0) static_cast<SocketListener*>(listener->data)->accept();
            });
        if (error < 0)
            return fail(ErrorKind::system, fmt::format("cannot listen on {}: {}", path_, uv_strerror(error)));
        uv_unref(reinterpret_cast<uv_handle_t*>(listener_.get()));
        return {};
    }

private:
    void accept() {
        auto connection = make_pipe(loop_);
        if (uv_accept(stream(listener_), stream(connection)) == 0) on_connection_(std::move(connection));
    }

    Loop& loop_;
    const std::string path_;
    const OnConnection on_connection_;
    UvPtr<uv_pipe_t> listener_;
};

class SocketConnection final : public LocalConnection {
public:
    explicit SocketConnection(Socket socket) : socket_(std::move(socket)) {}

    bool send(std::string_view text) override {
        while (!text.empty()) {
            const ssize_t sent = ::send(socket_.get(), text.data(), text.size(), MSG_NOSIGNAL);
            if (sent < 0 && errno == EINTR) continue;
            if (sent <= 0) return false;
            text.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }

    std::optional<std::string> receive_all(std::size_t longest) override {
        std::string text;
        std::array<char, 16384> buffer{};
        while (text.size() <= longest) {
            const ssize_t size = recv(socket_.get(), buffer.data(), buffer.size(), 0);
            if (size < 0 && errno == EINTR) continue;
            if (size < 0) return std::nullopt;
            if (size == 0) return text;
            text.append(buffer.data(), static_cast<std::size_t>(size));
        }
        return std::nullopt;
    }

private:
    Socket socket_;
};

} // namespace

Result<std::unique_ptr<Operation>> listen_locally(Loop& loop, const std::string& path,
                                                  OnConnection on_connection) {
    const auto fd = bind_socket_file(path);
    if (!fd) return tl::unexpected<Error>(fd.error());
    auto listener = std::make_unique<SocketListener>(loop, path, std::move(on_connection));
    if (auto started = listener->start(*fd); !started) return tl::unexpected<Error>(started.error());
    return listener;
}

Result<std::unique_ptr<LocalConnection>> connect_locally(const std::string& path) {
    const auto address = address_of(path);
    if (!address) return tl::unexpected<Error>(address.error());
    Socket client;
    const timeval limit{5, 0};
    setsockopt(client.get(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    setsockopt(client.get(), SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    const int error = connect_to(client.get(), *address);
    if (nobody_there(error))
        return fail(
            ErrorKind::system,
            fmt::format("no ddns-reactor answers at {}; is it running with this state folder?", path));
    if (error == EACCES || error == EPERM)
        return fail(ErrorKind::system,
                    fmt::format("this user may not ask the daemon at {}; use its user or root", path));
    if (error != 0)
        return fail(ErrorKind::system,
                    fmt::format("the daemon at {} does not answer: {}", path, reason(error)));
    return std::make_unique<SocketConnection>(std::move(client));
}

bool is_listened_at(const std::string& path) {
    const auto address = address_of(path);
    return address && !nobody_there(connect_to(Socket().get(), *address));
}

} // namespace ddns
