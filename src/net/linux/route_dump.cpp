// SPDX-License-Identifier: MIT
#include "net/linux/route_dump.h"

#include "net/linux/netlink_request.h"

#include <cstring>
#include <fmt/format.h>
#include <sys/socket.h>

namespace ddns {

namespace {

constexpr unsigned longest_kept = 3;

} // namespace

Result<void> RouteDump::begin(std::optional<Family> family) {
    if (!idle_) {
        auto socket = NetlinkSocket::open_request();
        if (!socket) return tl::unexpected(socket.error());
        socket_ = std::move(*socket);
    }
    table_ = {};
    seen_ = 0;
    interrupted_ = false;
    last_ = family.value_or(Family::v6);
    return request(family.value_or(Family::v4));
}

Result<void> RouteDump::request(Family family) {
    family_ = family;
    idle_ = false;
    rtmsg body{};
    body.rtm_family = family == Family::v4 ? AF_INET : AF_INET6;
    return socket_.send(NetlinkRequest(RTM_GETROUTE, NLM_F_DUMP, ++sequence_, body).bytes());
}

Result<RouteDump::Progress> RouteDump::read_some() {
    const auto datagram = socket_.receive(buffer_);
    if (!datagram) return tl::unexpected(datagram.error());
    if (datagram->received != NetlinkSocket::Received::data)
        return fail(ErrorKind::system, "the kernel did not finish its list of routes");
    const auto done = use(datagram->bytes);
    if (!done) return tl::unexpected(done.error());
    if (!*done) return Progress::more;
    if (family_ == last_) {
        idle_ = true;
        return Progress::finished;
    }
    if (auto asked = request(Family::v6); !asked) return tl::unexpected(asked.error());
    return Progress::more;
}

/// True when this family is complete.
Result<bool> RouteDump::use(NetlinkBytes datagram) {
    MessageReader reader(datagram);
    while (const auto message = reader.next()) {
        if (message->sequence != sequence_) continue;
        if (message->flags & NLM_F_DUMP_INTR) interrupted_ = true;
        if (message->type == NLMSG_DONE || message->type == NLMSG_ERROR) {
            const auto end = parse_end(*message);
            const int error = end ? end->error : EBADMSG;
            if (error == 0 || error == EOPNOTSUPP || error == EAFNOSUPPORT) return true;
            return fail(ErrorKind::system,
                        fmt::format("the kernel does not list its routes: {}", std::strerror(error)));
        }
        ++seen_;
        const auto length = route_prefix_length(*message);
        if (message->type != RTM_NEWROUTE || !length || *length > longest_kept) continue;
        // A kernel without IPv6 lists its IPv4 routes a second time instead.
        const auto route = parse_route(*message);
        if (route && route->destination.address.family() == family_) table_.add(*route);
    }
    return false;
}

} // namespace ddns
