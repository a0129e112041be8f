// SPDX-License-Identifier: MIT
#include "http/name_lookups.h"

#include <cstring>
#ifdef _WIN32
#include <winsock2.h>
#include <ws2tcpip.h>
#else
#include <netdb.h>
#include <netinet/in.h>
#endif

namespace ddns {

namespace {

std::optional<IpAddress> address_of(const addrinfo& found) {
    std::array<std::uint8_t, 16> bytes{};
    if (found.ai_family == AF_INET) {
        std::memcpy(bytes.data(), &reinterpret_cast<const sockaddr_in*>(found.ai_addr)->sin_addr, 4);
        return IpAddress::from_bytes(Family::v4, bytes.data());
    }
    if (found.ai_family == AF_INET6) {
        std::memcpy(bytes.data(), &reinterpret_cast<const sockaddr_in6*>(found.ai_addr)->sin6_addr, 16);
        return IpAddress::from_bytes(Family::v6, bytes.data());
    }
    return std::nullopt;
}

} // namespace

std::vector<IpAddress> system_addresses_of(const LookupKey& key) {
    addrinfo wanted{};
    wanted.ai_family = !key.family ? AF_UNSPEC : *key.family == Family::v4 ? AF_INET : AF_INET6;
    wanted.ai_socktype = SOCK_STREAM;
    addrinfo* list = nullptr;
    std::vector<IpAddress> addresses;
    if (getaddrinfo(key.host.c_str(), nullptr, &wanted, &list) != 0) return addresses;
    for (const addrinfo* found = list; found; found = found->ai_next)
        if (const auto address = address_of(*found)) addresses.push_back(*address);
    freeaddrinfo(list);
    return addresses;
}

} // namespace ddns
