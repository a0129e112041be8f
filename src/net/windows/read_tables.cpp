// SPDX-License-Identifier: MIT
#include <winsock2.h>
#include <ws2tcpip.h>

#include <windows.h>

#include <iphlpapi.h>
#include <netioapi.h>

#include "net/windows/read_tables.h"

#include "util/windows/wide.h"

#include <algorithm>
#include <cstring>
#include <fmt/format.h>
#include <memory>
#include <vector>

namespace ddns::windows {

namespace {

using namespace iphelper;

/// IP_ADAPTER_ADDRESS_TRANSIENT, which not every header has.
constexpr ULONG transient_address = 0x02;

/// Gateways come from the route table, prefixes from the addresses; with the latter, and with DNS servers,
/// Wine 10 refuses the whole call.
constexpr ULONG adapter_flags = GAA_FLAG_SKIP_ANYCAST | GAA_FLAG_SKIP_MULTICAST | GAA_FLAG_SKIP_DNS_SERVER;
constexpr ULONG usual_size = 15'000; ///< as the documentation advises
constexpr int most_growths = 10;

/// Addresses that only serve to ask for the way out; nothing is sent to them.
constexpr std::uint8_t probe_v4[] = {1, 1, 1, 1};
constexpr std::uint8_t probe_v6[] = {0x26, 0x06, 0x47, 0, 0x47, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x11, 0x11};

tl::unexpected<Error> cannot_read(const char* what, DWORD error) {
    return fail(ErrorKind::system,
                fmt::format("cannot read the {} of this system: {}", what, system_message(error)));
}

bool means_none(DWORD error) {
    return error == ERROR_NOT_FOUND || error == ERROR_NO_DATA || error == ERROR_NOT_SUPPORTED ||
           error == ERROR_FILE_NOT_FOUND;
}

struct TableFree {
    void operator()(void* table) const noexcept { FreeMibTable(table); }
};
template <class Table>
using TablePtr = std::unique_ptr<Table, TableFree>;

bool is_zero(const IpAddress& address) {
    return std::ranges::all_of(address.bytes(), [](std::uint8_t byte) { return byte == 0; });
}

IpAddress address_of(const SOCKADDR_INET& address) {
    std::uint8_t bytes[16] = {};
    if (address.si_family == AF_INET6) {
        std::memcpy(bytes, &address.Ipv6.sin6_addr, 16);
        return IpAddress::from_bytes(Family::v6, bytes);
    }
    std::memcpy(bytes, &address.Ipv4.sin_addr, 4);
    return IpAddress::from_bytes(Family::v4, bytes);
}

SOCKADDR_INET probe(Family family) {
    SOCKADDR_INET address;
    std::memset(&address, 0, sizeof address);
    address.si_family = family == Family::v4 ? AF_INET : AF_INET6;
    if (family == Family::v4)
        std::memcpy(&address.Ipv4.sin_addr, probe_v4, sizeof probe_v4);
    else
        std::memcpy(&address.Ipv6.sin6_addr, probe_v6, sizeof probe_v6);
    return address;
}

std::vector<IpAddress> cluster_addresses(const IP_ADAPTER_ADDRESSES& adapter) {
    std::vector<IpAddress> addresses;
    for (const auto* entry = adapter.FirstUnicastAddress; entry; entry = entry->Next) {
        if (!(entry->Flags & transient_address)) continue;
        SOCKADDR_INET address;
        std::memset(&address, 0, sizeof address);
        const auto size = static_cast<std::size_t>(entry->Address.iSockaddrLength);
        std::memcpy(&address, entry->Address.lpSockaddr, std::min(size, sizeof address));
        addresses.push_back(address_of(address));
    }
    return addresses;
}

AdapterRow row_of(const IP_ADAPTER_ADDRESSES& adapter) {
    AdapterRow row;
    row.luid = adapter.Luid.Value;
    row.index_v4 = adapter.IfIndex;
    row.index_v6 = adapter.Ipv6IfIndex;
    row.name = adapter.FriendlyName ? narrow(adapter.FriendlyName) : std::string();
    row.type = static_cast<IfType>(adapter.IfType);
    row.tunnel_type = static_cast<std::uint32_t>(adapter.TunnelType);
    row.status = static_cast<OperStatus>(adapter.OperStatus);
    row.metric_v4 = adapter.Ipv4Metric;
    row.metric_v6 = adapter.Ipv6Metric;
    row.cluster_addresses = cluster_addresses(adapter);
    return row;
}

/// The list grows while it is asked for, so its size is asked again each time.
Result<void> read_adapters(Tables& tables) {
    ULONG size = usual_size;
    DWORD error = ERROR_BUFFER_OVERFLOW;
    std::vector<std::uint64_t> buffer;
    for (int i = 0; error == ERROR_BUFFER_OVERFLOW && i < most_growths; ++i) {
        buffer.resize((size + sizeof(std::uint64_t) - 1) / sizeof(std::uint64_t));
        error = GetAdaptersAddresses(AF_UNSPEC, adapter_flags, nullptr,
                                     reinterpret_cast<IP_ADAPTER_ADDRESSES*>(buffer.data()), &size);
    }
    if (error == ERROR_NO_DATA) return {};
    if (error != NO_ERROR) return cannot_read("network adapters", error);
    for (const auto* adapter = reinterpret_cast<const IP_ADAPTER_ADDRESSES*>(buffer.data()); adapter;
         adapter = adapter->Next)
        tables.adapters.push_back(row_of(*adapter));
    return {};
}

Result<void> read_addresses(Tables& tables) {
    MIB_UNICASTIPADDRESS_TABLE* raw = nullptr;
    const DWORD error = GetUnicastIpAddressTable(AF_UNSPEC, &raw);
    const TablePtr<MIB_UNICASTIPADDRESS_TABLE> table(raw);
    if (error != NO_ERROR) return error == ERROR_NOT_FOUND ? Result<void>() : cannot_read("addresses", error);
    for (ULONG i = 0; i < table->NumEntries; ++i) {
        const MIB_UNICASTIPADDRESS_ROW& from = table->Table[i];
        AddressRow row;
        row.luid = from.InterfaceLuid.Value;
        row.address = address_of(from.Address);
        row.prefix_length = from.OnLinkPrefixLength;
        row.dad = static_cast<DadState>(from.DadState);
        row.prefix_origin = static_cast<PrefixOrigin>(from.PrefixOrigin);
        row.suffix_origin = static_cast<SuffixOrigin>(from.SuffixOrigin);
        row.valid_lifetime = from.ValidLifetime;
        row.preferred_lifetime = from.PreferredLifetime;
        row.skip_as_source = from.SkipAsSource != 0;
        tables.addresses.push_back(row);
    }
    return {};
}

Result<void> read_routes(Tables& tables, ADDRESS_FAMILY family) {
    MIB_IPFORWARD_TABLE2* raw = nullptr;
    const DWORD error = GetIpForwardTable2(family, &raw);
    const TablePtr<MIB_IPFORWARD_TABLE2> table(raw);
    if (error != NO_ERROR) return means_none(error) ? Result<void>() : cannot_read("routes", error);
    for (ULONG i = 0; i < table->NumEntries; ++i) {
        const MIB_IPFORWARD_ROW2& from = table->Table[i];
        // A default, its halves, 2000::/3: a machine may have thousands of others.
        if (from.DestinationPrefix.PrefixLength > 3) continue;
        RouteRow row;
        row.luid = from.InterfaceLuid.Value;
        row.destination = {address_of(from.DestinationPrefix.Prefix), from.DestinationPrefix.PrefixLength};
        if (const IpAddress hop = address_of(from.NextHop); !is_zero(hop)) row.gateway = hop;
        row.metric = from.Metric;
        row.loopback = from.Loopback != 0;
        row.valid_lifetime = from.ValidLifetime;
        tables.routes.push_back(row);
    }
    return {};
}

void read_interfaces(Tables& tables) {
    MIB_IPINTERFACE_TABLE* raw = nullptr;
    const DWORD error = GetIpInterfaceTable(AF_UNSPEC, &raw);
    const TablePtr<MIB_IPINTERFACE_TABLE> table(raw);
    if (error != NO_ERROR) return;
    for (ULONG i = 0; i < table->NumEntries; ++i) {
        const MIB_IPINTERFACE_ROW& from = table->Table[i];
        InterfaceRow row;
        row.luid = from.InterfaceLuid.Value;
        row.family = from.Family == AF_INET6 ? Family::v6 : Family::v4;
        row.metric = from.Metric;
        row.connected = from.Connected != 0;
        row.disable_default_routes = from.DisableDefaultRoutes != 0;
        tables.interfaces.push_back(row);
    }
}

std::optional<RouteChoice> choice_for(Family family) {
    SOCKADDR_INET destination = probe(family);
    MIB_IPFORWARD_ROW2 route;
    SOCKADDR_INET source;
    std::memset(&route, 0, sizeof route);
    const DWORD refused = GetBestRoute2(nullptr, 0, nullptr, &destination, 0, &route, &source);
    if (refused == NO_ERROR) return RouteChoice{route.InterfaceLuid.Value, route.InterfaceIndex};
    DWORD index = 0;
    if (refused != ERROR_NOT_SUPPORTED ||
        GetBestInterfaceEx(reinterpret_cast<sockaddr*>(&destination), &index) != NO_ERROR)
        return std::nullopt;
    return RouteChoice{0, index};
}

} // namespace

Result<Tables> read_tables() {
    Tables tables;
    if (auto read = read_adapters(tables); !read) return tl::unexpected(read.error());
    if (auto read = read_addresses(tables); !read) return tl::unexpected(read.error());
    for (const ADDRESS_FAMILY family : {ADDRESS_FAMILY{AF_INET}, ADDRESS_FAMILY{AF_INET6}})
        if (auto read = read_routes(tables, family); !read) return tl::unexpected(read.error());
    read_interfaces(tables);
    tables.choice_v4 = choice_for(Family::v4);
    tables.choice_v6 = choice_for(Family::v6);
    return tables;
}

} // namespace ddns::windows
