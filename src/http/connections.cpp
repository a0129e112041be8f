// SPDX-License-Identifier: MIT
#include "http/connections.h"

#include "http/socket.h"

#include <algorithm>

namespace ddns {

namespace {

bool is_loopback_v4(const IpAddress& address) {
    return address.family() == Family::v4 && address.bytes()[0] == 127;
}

/// A socket that has no address yet can still get a good one.
bool test(const Connections::Socket& socket, const Connections::IsLost& is_lost) {
    const auto local = local_address(socket.fd);
    return local && is_lost({*local, socket.peer});
}

} // namespace

LocalAddresses::LocalAddresses(std::vector<IpAddress> addresses) : addresses_(std::move(addresses)) {
    has_loopback_v4_ = std::ranges::any_of(addresses_, is_loopback_v4);
}

bool LocalAddresses::contains(const IpAddress& address) const {
    return (has_loopback_v4_ && is_loopback_v4(address)) ||
           std::ranges::find(addresses_, address) != addresses_.end();
}

void Connections::closed(SocketHandle fd) {
    std::erase_if(sockets_, [fd](const Socket& socket) { return socket.fd == fd; });
}

bool Connections::any_of(RequestId opener) const {
    return std::ranges::any_of(sockets_, [opener](const Socket& socket) { return socket.opener == opener; });
}

bool Connections::all_lost(RequestId opener, const IsLost& is_lost) const {
    return any_of(opener) && std::ranges::none_of(sockets_, [&](const Socket& socket) {
               return socket.opener == opener && !test(socket, is_lost);
           });
}

void Connections::shut_down_lost(const IsLost& is_lost) const {
    for (const Socket& socket : sockets_)
        if (test(socket, is_lost)) shut_down(socket.fd);
}

void Connections::shut_down_free(const IsLost& is_lost) const {
    for (const Socket& socket : sockets_)
        if (socket.free && test(socket, is_lost)) shut_down(socket.fd);
}

std::string Connections::way_of(RequestId user, const IpAddress& local) const {
    std::string kept;
    for (const Socket& socket : sockets_) {
        if (local_address(socket.fd) != local) continue;
        if (socket.opener == user) return socket.way;
        kept = socket.way;
    }
    return kept;
}

void Connections::forget_ways() {
    for (Socket& socket : sockets_) socket.way.clear();
}

} // namespace ddns
