// SPDX-License-Identifier: MIT
#include <winsock2.h>
#include <ws2tcpip.h>
// These need the ones above, and make a macro of the word `interface`.
#include <iphlpapi.h>
#include <netioapi.h>
#undef interface

#include "loop/device.h"
#include "util/windows/wide.h"

namespace ddns {

bool bind_to_device(SocketHandle fd, Family family, const std::string& interface) {
    NET_LUID luid{};
    NET_IFINDEX index = 0;
    if (ConvertInterfaceAliasToLuid(widen(interface).c_str(), &luid) != NO_ERROR ||
        ConvertInterfaceLuidToIndex(&luid, &index) != NO_ERROR)
        return false;
    // IPv4's index is in network byte order, IPv6's is not (Winsock: IPPROTO_IP and IPPROTO_IPV6 options).
    const DWORD value = family == Family::v4 ? htonl(index) : index;
    const int level = family == Family::v4 ? IPPROTO_IP : IPPROTO_IPV6;
    const int option = family == Family::v4 ? IP_UNICAST_IF : IPV6_UNICAST_IF;
    return setsockopt(fd, level, option, reinterpret_cast<const char*>(&value), sizeof value) == 0;
}

} // namespace ddns
