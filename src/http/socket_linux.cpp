// SPDX-License-Identifier: MIT
#include "http/socket.h"

#include <algorithm>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace ddns {

SocketHandle open_socket(int family, int type, int protocol, const std::string&) {
    return socket(family, type | SOCK_CLOEXEC, protocol);
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

void shut_down(SocketHandle fd) { shutdown(fd, SHUT_RDWR); }

} // namespace ddns
