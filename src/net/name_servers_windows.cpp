// SPDX-License-Identifier: MIT
#include <winsock2.h>
#include <ws2tcpip.h>

#include <windows.h>

#include <iphlpapi.h>

#include "net/name_servers.h"

#include <algorithm>
#include <cstring>
#include <optional>

namespace ddns {

namespace {

constexpr ULONG flags =
    GAA_FLAG_SKIP_UNICAST | GAA_FLAG_SKIP_ANYCAST | GAA_FLAG_SKIP_MULTICAST | GAA_FLAG_SKIP_FRIENDLY_NAME;
constexpr ULONG usual_size = 15'000; ///< as the documentation advises
constexpr int most_growths = 10;

struct Server {
    ULONG metric; ///< of its interface; the least is asked first
    IpAddress address;
};

/// nullopt also for fe80::/10, which needs a scope, and for fec0::/10 (RFC 3879): Windows names
/// fec0:0:0:ffff::1 to ::3 where nobody has told it a server.
std::optional<IpAddress> usable_address(const SOCKET_ADDRESS& from) {
    std::uint8_t bytes[16] = {};
    if (from.lpSockaddr->sa_family == AF_INET) {
        std::memcpy(bytes, &reinterpret_cast<const sockaddr_in*>(from.lpSockaddr)->sin_addr, 4);
        return IpAddress::from_bytes(Family::v4, bytes);
    }
    if (from.lpSockaddr->sa_family != AF_INET6) return std::nullopt;
    std::memcpy(bytes, &reinterpret_cast<const sockaddr_in6*>(from.lpSockaddr)->sin6_addr, 16);
    if (bytes[0] == 0xfe && bytes[1] >= 0x80) return std::nullopt;
    return IpAddress::from_bytes(Family::v6, bytes);
}

void add_servers(const IP_ADAPTER_ADDRESSES& adapter, std::vector<Server>& servers) {
    if (adapter.OperStatus != IfOperStatusUp) return;
    for (const auto* entry = adapter.FirstDnsServerAddress; entry; entry = entry->Next)
        if (const auto address = usable_address(entry->Address))
            servers.push_back(
                {address->family() == Family::v4 ? adapter.Ipv4Metric : adapter.Ipv6Metric, *address});
}

/// Of all interfaces, in the order of their metrics; nullopt when Windows refuses to tell.
std::optional<std::vector<Server>> servers_of_adapters() {
    ULONG size = usual_size;
    DWORD error = ERROR_BUFFER_OVERFLOW;
    std::vector<std::uint64_t> buffer;
    for (int i = 0; error == ERROR_BUFFER_OVERFLOW && i < most_growths; ++i) {
        buffer.resize((size + sizeof(std::uint64_t) - 1) / sizeof(std::uint64_t));
        error = GetAdaptersAddresses(AF_UNSPEC, flags, nullptr,
                                     reinterpret_cast<IP_ADAPTER_ADDRESSES*>(buffer.data()), &size);
    }
    if (error != NO_ERROR) return std::nullopt;
    std::vector<Server> servers;
    for (const auto* adapter = reinterpret_cast<const IP_ADAPTER_ADDRESSES*>(buffer.data()); adapter;
         adapter = adapter->Next)
        add_servers(*adapter, servers);
    std::stable_sort(servers.begin(), servers.end(),
                     [](const Server& a, const Server& b) { return a.metric < b.metric; });
    return servers;
}

std::vector<IpAddress> ipv4_servers() {
    ULONG size = 0;
    if (GetNetworkParams(nullptr, &size) != ERROR_BUFFER_OVERFLOW) return {};
    std::vector<FIXED_INFO> buffer(size / sizeof(FIXED_INFO) + 1);
    size = static_cast<ULONG>(buffer.size() * sizeof(FIXED_INFO));
    if (GetNetworkParams(buffer.data(), &size) != ERROR_SUCCESS) return {};
    std::vector<IpAddress> servers;
    for (const IP_ADDR_STRING* entry = &buffer[0].DnsServerList; entry; entry = entry->Next)
        if (const auto address = IpAddress::parse(entry->IpAddress.String)) servers.push_back(*address);
    return servers;
}

} // namespace

/// Wine refuses the question for both families (as of 10).
std::vector<IpAddress> system_name_servers() {
    const auto found = servers_of_adapters();
    if (!found) return ipv4_servers();
    std::vector<IpAddress> servers;
    for (const Server& server : *found)
        if (std::find(servers.begin(), servers.end(), server.address) == servers.end())
            servers.push_back(server.address);
    return servers;
}

} // namespace ddns
