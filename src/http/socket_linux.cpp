// SPDX-License-Identifier: MIT
#include "http/socket.h"

#include "net/default_route.h"
#include "net/linux/route_lookup.h"

#include <algorithm>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace ddns {

namespace {

struct SocketName {
    sockaddr_storage storage{};
    socklen_t length = 0;
    [[nodiscard]] const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
};

SocketName name_of(const IpAddress& address, std::uint16_t port = 0) {
    SocketName name;
    if (address.family() == Family::v4) {
        auto& v4 = reinterpret_cast<sockaddr_in&>(name.storage);
        v4.sin_family = AF_INET;
        v4.sin_port = htons(port);
        std::ranges::copy(address.bytes(), reinterpret_cast<std::uint8_t*>(&v4.sin_addr));
        name.length = sizeof v4;
    } else {
        auto& v6 = reinterpret_cast<sockaddr_in6&>(name.storage);
        v6.sin6_family = AF_INET6;
        v6.sin6_port = htons(port);
        std::ranges::copy(address.bytes(), v6.sin6_addr.s6_addr);
        name.length = sizeof v6;
    }
    return name;
}

bool bind_to(int fd, const IpAddress& source) {
    const SocketName name = name_of(source);
    return bind(fd, name.get(), name.length) == 0;
}

bool bind_to_device(int fd, const std::string& interface) {
    return setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, interface.c_str(),
                      static_cast<socklen_t>(interface.size())) == 0;
}

} // namespace

SocketHandle open_socket(int family, int type, int protocol, const std::string& interface,
                         const std::optional<IpAddress>& source) {
    const int fd = socket(family, type | SOCK_CLOEXEC, protocol);
    if (fd < 0 || !source) return fd;
    // Where the system does not let us, curl falls back to an address of the interface, and must find none
    // bound.
    if (!bind_to_device(fd, interface)) return fd;
    if (bind_to(fd, *source)) return fd;
    close(fd);
    return no_socket;
}

std::string interface_option(const std::string& interface) { return "if!" + interface; }

void close_socket(SocketHandle fd) { close(fd); }

bool lead_through(SocketHandle fd, const std::string& interface, const IpAddress& source) {
    bind_to_device(fd, interface);
    return bind_to(fd, source);
}

std::optional<IpAddress> address_of(const sockaddr* name) {
    if (name->sa_family == AF_INET)
        return IpAddress::from_bytes(Family::v4, reinterpret_cast<const std::uint8_t*>(
                                                     &reinterpret_cast<const sockaddr_in*>(name)->sin_addr));
    if (name->sa_family == AF_INET6)
        return IpAddress::from_bytes(Family::v6,
                                     reinterpret_cast<const sockaddr_in6*>(name)->sin6_addr.s6_addr);
    return std::nullopt;
}

std::optional<IpAddress> source_towards(const IpAddress& destination) {
    const int fd =
        socket(destination.family() == Family::v4 ? AF_INET : AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return std::nullopt;
    constexpr std::uint16_t any_port = 9;
    const SocketName name = name_of(destination, any_port);
    const bool known = connect(fd, name.get(), name.length) == 0;
    const auto source = known ? local_address(fd) : std::nullopt;
    close(fd);
    return source;
}

bool takes_default_route(const IpAddress& destination, const IpAddress& source) {
    const auto route = route_towards(destination, source);
    return !route || leads_everywhere(*route);
}

std::optional<IpAddress> local_address(SocketHandle fd) {
    sockaddr_storage name{};
    socklen_t length = sizeof name;
    if (getsockname(fd, reinterpret_cast<sockaddr*>(&name), &length) != 0) return std::nullopt;
    const auto address = address_of(reinterpret_cast<const sockaddr*>(&name));
    const auto is_zero = [](std::uint8_t byte) { return byte == 0; };
    if (!address || std::ranges::all_of(address->bytes(), is_zero)) return std::nullopt;
    return address;
}

void acknowledge(SocketHandle fd) {
    const int yes = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_QUICKACK, &yes, sizeof yes);
}

void shut_down(SocketHandle fd) { shutdown(fd, SHUT_RDWR); }

} // namespace ddns
