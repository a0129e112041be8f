// SPDX-License-Identifier: MIT
#include "loop/uv_address.h"

#include <array>
#include <cstring>

namespace ddns {

sockaddr_storage name_of(const Endpoint& endpoint) {
    sockaddr_storage name{};
    const auto bytes = endpoint.address.bytes();
    if (endpoint.address.family() == Family::v4) {
        auto& v4 = reinterpret_cast<sockaddr_in&>(name);
        v4.sin_family = AF_INET;
        v4.sin_port = htons(endpoint.port);
        std::memcpy(&v4.sin_addr, bytes.data(), bytes.size());
    } else {
        auto& v6 = reinterpret_cast<sockaddr_in6&>(name);
        v6.sin6_family = AF_INET6;
        v6.sin6_port = htons(endpoint.port);
        std::memcpy(&v6.sin6_addr, bytes.data(), bytes.size());
    }
    return name;
}

std::optional<Endpoint> endpoint_of(const sockaddr* name) {
    if (!name) return std::nullopt;
    if (name->sa_family == AF_INET) {
        const auto& v4 = *reinterpret_cast<const sockaddr_in*>(name);
        return Endpoint{
            IpAddress::from_bytes(Family::v4, reinterpret_cast<const std::uint8_t*>(&v4.sin_addr)),
            ntohs(v4.sin_port)};
    }
    if (name->sa_family != AF_INET6) return std::nullopt;
    const auto& v6 = *reinterpret_cast<const sockaddr_in6*>(name);
    return Endpoint{IpAddress::from_bytes(Family::v6, reinterpret_cast<const std::uint8_t*>(&v6.sin6_addr)),
                    ntohs(v6.sin6_port)};
}

sockaddr_storage bind_name(const LocalEnd& local, Family family) {
    constexpr std::array<std::uint8_t, 16> zeros{};
    return name_of({local.source.value_or(IpAddress::from_bytes(family, zeros.data())), 0});
}

} // namespace ddns
