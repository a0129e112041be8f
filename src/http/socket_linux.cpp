// SPDX-License-Identifier: MIT
#include "http/socket.h"

#include <algorithm>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace ddns {

namespace {

bool bind_to(int fd, const IpAddress& source) {
    sockaddr_storage name{};
    socklen_t length = 0;
    if (source.family() == Family::v4) {
        auto& v4 = reinterpret_cast<sockaddr_in&>(name);
        v4.sin_family = AF_INET;
        std::ranges::copy(source.bytes(), reinterpret_cast<std::uint8_t*>(&v4.sin_addr));
        length = sizeof v4;
    } else {
        auto& v6 = reinterpret_cast<sockaddr_in6&>(name);
        v6.sin6_family = AF_INET6;
        std::ranges::copy(source.bytes(), v6.sin6_addr.s6_addr);
        length = sizeof v6;
    }
    return bind(fd, reinterpret_cast<const sockaddr*>(&name), length) == 0;
}

} // namespace

SocketHandle open_socket(int family, int type, int protocol, const std::string& interface,
                         const std::optional<IpAddress>& source) {
    const int fd = socket(family, type | SOCK_CLOEXEC, protocol);
    if (fd < 0 || !source) return fd;
    // Where the system does not let us, curl falls back to an address of the interface, and must find none
    // bound.
    if (setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, interface.c_str(),
                   static_cast<socklen_t>(interface.size())) != 0)
        return fd;
    if (bind_to(fd, *source)) return fd;
    close(fd);
    return no_socket;
}

std::string interface_option(const std::string& interface) { return "if!" + interface; }

void close_socket(SocketHandle fd) { close(fd); }

std::optional<IpAddress> local_address(SocketHandle fd) {
    sockaddr_storage name{};
    socklen_t length = sizeof name;
    if (getsockname(fd, reinterpret_cast<sockaddr*>(&name), &length) != 0) return std::nullopt;
    IpAddress address;
    if (name.ss_family == AF_INET) {
        const auto& v4 = reinterpret_cast<const sockaddr_in&>(name);
        address = IpAddress::from_bytes(Family::v4, reinterpret_cast<const std::uint8_t*>(&v4.sin_addr));
    } else if (name.ss_family == AF_INET6) {
        const auto& v6 = reinterpret_cast<const sockaddr_in6&>(name);
        address = IpAddress::from_bytes(Family::v6, v6.sin6_addr.s6_addr);
    } else {
        return std::nullopt;
    }
    if (std::ranges::all_of(address.bytes(), [](std::uint8_t byte) { return byte == 0; }))
        return std::nullopt;
    return address;
}

void acknowledge(SocketHandle fd) {
    const int yes = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_QUICKACK, &yes, sizeof yes);
}

void shut_down(SocketHandle fd) { shutdown(fd, SHUT_RDWR); }

} // namespace ddns
