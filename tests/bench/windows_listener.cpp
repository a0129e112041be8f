// SPDX-License-Identifier: MIT
// The least that can react on Windows: waits for a change of the list of addresses, asks for the next one,
// sends one request. windows_listener.exe ADDRESS PORT [look]: with one look at interfaces, addresses and
// routes before that.
#include <winsock2.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ws2tcpip.h>

#include <iphlpapi.h>
#include <netioapi.h>
#include <vector>

namespace {

bool send_request(const sockaddr_in& provider) {
    static const char request[] = "GET /nic/update?hostname=bare.example.com&myip=203.0.113.1 HTTP/1.1\r\n"
                                  "Host: provider.test\r\nConnection: close\r\n\r\n";
    const SOCKET connection = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
    if (connect(connection, reinterpret_cast<const sockaddr*>(&provider), sizeof provider) != 0) {
        closesocket(connection);
        return false;
    }
    send(connection, request, static_cast<int>(std::strlen(request)), 0);
    char reply[512];
    while (recv(connection, reply, sizeof reply, 0) > 0) {
    }
    closesocket(connection);
    return true;
}

void look() {
    static std::vector<char> adapters(64 << 10);
    ULONG size = static_cast<ULONG>(adapters.size());
    GetAdaptersAddresses(AF_UNSPEC,
                         GAA_FLAG_SKIP_ANYCAST | GAA_FLAG_SKIP_MULTICAST | GAA_FLAG_SKIP_DNS_SERVER, nullptr,
                         reinterpret_cast<IP_ADAPTER_ADDRESSES*>(adapters.data()), &size);
    MIB_UNICASTIPADDRESS_TABLE* addresses = nullptr;
    if (GetUnicastIpAddressTable(AF_UNSPEC, &addresses) == NO_ERROR) FreeMibTable(addresses);
    for (const ADDRESS_FAMILY family : {ADDRESS_FAMILY{AF_INET}, ADDRESS_FAMILY{AF_INET6}}) {
        MIB_IPFORWARD_TABLE2* routes = nullptr;
        if (GetIpForwardTable2(family, &routes) == NO_ERROR && routes) FreeMibTable(routes);
    }
}

} // namespace

int main(int count, char** words) {
    WSADATA data;
    if (count < 3 || WSAStartup(MAKEWORD(2, 2), &data) != 0) return 2;
    sockaddr_in provider{};
    provider.sin_family = AF_INET;
    provider.sin_port = htons(static_cast<u_short>(std::atoi(words[2])));
    if (inet_pton(AF_INET, words[1], &provider.sin_addr) != 1) return 2;
    const SOCKET list = WSASocketW(AF_INET, SOCK_DGRAM, 0, nullptr, 0, WSA_FLAG_OVERLAPPED);
    WSAOVERLAPPED change{};
    change.hEvent = WSACreateEvent();
    for (bool first = true;; first = false) {
        DWORD bytes = 0;
        WSAResetEvent(change.hEvent);
        if (WSAIoctl(list, SIO_ADDRESS_LIST_CHANGE, nullptr, 0, nullptr, 0, &bytes, &change, nullptr) != 0 &&
            WSAGetLastError() != WSA_IO_PENDING)
            return 1;
        if (first) {
            std::puts("listening");
            std::fflush(stdout);
        } else {
            if (count > 3) look();
            send_request(provider);
        }
        WSAWaitForMultipleEvents(1, &change.hEvent, TRUE, WSA_INFINITE, FALSE);
    }
}
