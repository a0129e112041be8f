// SPDX-License-Identifier: MIT
#include "http/socket.h"

#include "net/address_class.h"
#include "net/default_route.h"
#include "util/windows/wide.h"

#include <algorithm>
#include <memory>
#include <windows.h>
#include <winsock2.h>
#include <ws2tcpip.h>
// These need the ones above, and make a macro of the word `interface`.
#include <iphlpapi.h>
#include <netioapi.h>

namespace ddns {

namespace {

struct TableCloser {
    void operator()(void* table) const noexcept { FreeMibTable(table); }
};

IpAddress address_of(const SOCKADDR_INET& name) {
    if (name.si_family == AF_INET)
        return IpAddress::from_bytes(Family::v4, reinterpret_cast<const std::uint8_t*>(&name.Ipv4.sin_addr));
    return IpAddress::from_bytes(Family::v6, reinterpret_cast<const std::uint8_t*>(&name.Ipv6.sin6_addr));
}

/// How well an address suits as a source towards the internet; 0 = not at all.
int fitness(const MIB_UNICASTIPADDRESS_ROW& row) {
    if (row.DadState != IpDadStatePreferred && row.DadState != IpDadStateDeprecated) return 0;
    const AddressClass kind = classify(address_of(row.Address)).address_class;
    if (kind == AddressClass::link_local) return 0;
    return 1 + (kind == AddressClass::public_ ? 1 : 0) + (row.SkipAsSource ? 0 : 2) +
           (row.DadState == IpDadStatePreferred ? 4 : 0);
}

/// Windows sends what has a source address through the interface that owns it (strong host model).
bool bind_to_interface(SOCKET fd, int family, const std::string& name) {
    NET_LUID luid{};
    PMIB_UNICASTIPADDRESS_TABLE raw = nullptr;
    if (ConvertInterfaceAliasToLuid(widen(name).c_str(), &luid) != NO_ERROR ||
        GetUnicastIpAddressTable(static_cast<ADDRESS_FAMILY>(family), &raw) != NO_ERROR)
        return false;
    const std::unique_ptr<MIB_UNICASTIPADDRESS_TABLE, TableCloser> table(raw);
    SOCKADDR_INET best{};
    int best_fitness = 0;
    for (ULONG i = 0; i < table->NumEntries; ++i) {
        const MIB_UNICASTIPADDRESS_ROW& row = table->Table[i];
        if (row.InterfaceLuid.Value != luid.Value || fitness(row) <= best_fitness) continue;
        best = row.Address;
        best_fitness = fitness(row);
    }
    if (best_fitness == 0) return false;
    const int size = family == AF_INET ? sizeof best.Ipv4 : sizeof best.Ipv6;
    return bind(fd, reinterpret_cast<const sockaddr*>(&best), size) == 0;
}

struct SocketName {
    SOCKADDR_INET inet{};
    int length = 0;
    [[nodiscard]] const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&inet); }
};

SocketName name_of(const IpAddress& address, std::uint16_t port = 0) {
    SocketName name;
    if (address.family() == Family::v4) {
        name.inet.si_family = AF_INET;
        name.inet.Ipv4.sin_port = htons(port);
        std::ranges::copy(address.bytes(), reinterpret_cast<std::uint8_t*>(&name.inet.Ipv4.sin_addr));
        name.length = sizeof name.inet.Ipv4;
    } else {
        name.inet.si_family = AF_INET6;
        name.inet.Ipv6.sin6_port = htons(port);
        std::ranges::copy(address.bytes(), reinterpret_cast<std::uint8_t*>(&name.inet.Ipv6.sin6_addr));
        name.length = sizeof name.inet.Ipv6;
    }
    return name;
}

bool bind_to(SOCKET fd, const IpAddress& source) {
    const SocketName name = name_of(source);
    return bind(fd, name.get(), name.length) == 0;
}

} // namespace

SocketHandle open_socket(int family, int type, int protocol, const std::string& name,
                         const std::optional<IpAddress>& source) {
    const SOCKET fd =
        WSASocketW(family, type, protocol, nullptr, 0, WSA_FLAG_OVERLAPPED | WSA_FLAG_NO_HANDLE_INHERIT);
    if (fd == INVALID_SOCKET) return no_socket;
    const bool bound = source ? bind_to(fd, *source) : name.empty() || bind_to_interface(fd, family, name);
    if (bound) return fd;
    closesocket(fd);
    return no_socket;
}

void close_socket(SocketHandle fd) { closesocket(fd); }

std::string interface_option(const std::string&) { return {}; }

/// The source says it all (strong host model).
bool lead_through(SocketHandle fd, const std::string&, const IpAddress& source) {
    return bind_to(fd, source);
}

std::optional<IpAddress> address_of(const sockaddr* name) {
    if (name->sa_family != AF_INET && name->sa_family != AF_INET6) return std::nullopt;
    return address_of(*reinterpret_cast<const SOCKADDR_INET*>(name));
}

std::optional<IpAddress> source_towards(const IpAddress& destination) {
    const SOCKET fd = WSASocketW(destination.family() == Family::v4 ? AF_INET : AF_INET6, SOCK_DGRAM, 0,
                                 nullptr, 0, WSA_FLAG_OVERLAPPED | WSA_FLAG_NO_HANDLE_INHERIT);
    if (fd == INVALID_SOCKET) return std::nullopt;
    constexpr std::uint16_t any_port = 9;
    const SocketName name = name_of(destination, any_port);
    const bool known = connect(fd, name.get(), name.length) == 0;
    const auto source = known ? local_address(fd) : std::nullopt;
    closesocket(fd);
    return source;
}

/// Windows chooses the route by the destination alone, and the source by the route.
bool takes_default_route(const IpAddress& destination, const IpAddress&) {
    const SocketName name = name_of(destination);
    MIB_IPFORWARD_ROW2 route{};
    SOCKADDR_INET source{};
    if (GetBestRoute2(nullptr, 0, nullptr, &name.inet, 0, &route, &source) != NO_ERROR) return true;
    return leads_everywhere(
        {address_of(route.DestinationPrefix.Prefix), route.DestinationPrefix.PrefixLength});
}

std::optional<IpAddress> local_address(SocketHandle fd) {
    SOCKADDR_INET name{};
    int length = sizeof name;
    if (getsockname(fd, reinterpret_cast<sockaddr*>(&name), &length) != 0) return std::nullopt;
    if (name.si_family != AF_INET && name.si_family != AF_INET6) return std::nullopt;
    const IpAddress address = address_of(name);
    if (std::ranges::all_of(address.bytes(), [](std::uint8_t byte) { return byte == 0; }))
        return std::nullopt;
    return address;
}

/// Every segment at once, from now on; nothing where Windows is older than 10.
void acknowledge(SocketHandle fd) {
    constexpr DWORD set_ack_frequency = IOC_IN | IOC_VENDOR | 23; // SIO_TCP_SET_ACK_FREQUENCY
    int segments = 1;
    DWORD size = 0;
    WSAIoctl(fd, set_ack_frequency, &segments, sizeof segments, nullptr, 0, &size, nullptr, nullptr);
}

void shut_down(SocketHandle fd) { shutdown(fd, SD_BOTH); }

} // namespace ddns
