// SPDX-License-Identifier: MIT
#include <winsock2.h>

#include <windows.h>

#include <iphlpapi.h>

#include "net/name_servers.h"

namespace ddns {

/// GetAdaptersAddresses would tell the IPv6 ones too, but Wine refuses that question.
std::vector<IpAddress> system_name_servers() {
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

} // namespace ddns
