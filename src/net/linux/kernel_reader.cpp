// SPDX-License-Identifier: MIT
#include "net/linux/kernel_reader.h"

#include "net/linux/interface_kind.h"

#include <cerrno>
#include <cstring>
#include <fmt/format.h>
#include <sys/socket.h>

namespace ddns {

namespace {

constexpr int attempts = 3;

/// The message carries no statistics then, which are half of its size and most of its cost.
constexpr std::uint32_t without_statistics = 1u << 3; // RTEXT_FILTER_SKIP_STATS

/// Well-known public resolvers: addresses that any default route covers.
constexpr std::uint8_t probe_v4[] = {1, 1, 1, 1};
constexpr std::uint8_t probe_v6[] = {0x26, 0x06, 0x47, 0, 0x47, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x11, 0x11};

std::uint8_t number_of(Family family) {
    return static_cast<std::uint8_t>(family == Family::v4 ? AF_INET : AF_INET6);
}

tl::unexpected<Error> cannot_list(const char* what, int error) {
    return fail(ErrorKind::system,
                fmt::format("the kernel does not list its {}: {}", what, std::strerror(error)));
}

} // namespace

// Exchange

Result<KernelReader::Reply> KernelReader::exchange(const NetlinkRequest& request, const Sink& sink) {
    auto reply = exchange_once(request, sink);
    // A half-read answer must not be taken for the next one's.
    if (!reply) socket_ = NetlinkSocket();
    return reply;
}

Result<KernelReader::Reply> KernelReader::exchange_once(const NetlinkRequest& request, const Sink& sink) {
    if (!socket_.is_open()) {
        auto socket = NetlinkSocket::open_request();
        if (!socket) return tl::unexpected(socket.error());
        socket_ = std::move(*socket);
    }
    if (auto sent = socket_.send(request.bytes()); !sent) return tl::unexpected(sent.error());
    Reply reply;
    for (;;) {
        const auto datagram = socket_.receive(buffer_);
        if (!datagram) return tl::unexpected(datagram.error());
        if (datagram->received != NetlinkSocket::Received::data)
            return fail(ErrorKind::system, "the kernel did not answer completely over rtnetlink");
        const auto done = use(datagram->bytes, request, sink, reply);
        if (!done) return tl::unexpected(done.error());
        if (*done) return reply;
    }
}

/// True when the answer is complete.
Result<bool> KernelReader::use(NetlinkBytes datagram, const NetlinkRequest& request, const Sink& sink,
                               Reply& reply) {
    MessageReader reader(datagram);
    while (const auto message = reader.next()) {
        if (message->sequence != request.sequence()) continue;
        if (message->flags & NLM_F_DUMP_INTR) reply.interrupted = true;
        if (message->type == NLMSG_DONE || message->type == NLMSG_ERROR) {
            const auto end = parse_end(*message);
            reply.error = end ? end->error : EBADMSG;
            return true;
        }
        sink(*message);
        if (!request.is_dump()) return true;
    }
    if (reader.malformed()) return fail(ErrorKind::system, "the kernel's answer over rtnetlink is malformed");
    return false;
}

// Interfaces

Result<KernelReader::Outcome> KernelReader::read_interfaces() {
    if (mirror_.dirty.interfaces) return read_all();
    Outcome all;
    for (const auto& [index, what] : mirror_.dirty.interface) {
        const auto one = read_one(index, what);
        if (!one) return one;
        all.settled = all.settled && one->settled;
    }
    if (!mirror_.dirty.interface.empty()) mirror_.interfaces.resolve_vrfs();
    return all;
}

Result<KernelReader::Outcome> KernelReader::read_all() {
    const auto links = read_all_links();
    if (!links) return links;
    const auto addresses = read_all_addresses();
    if (!addresses) return addresses;
    return Outcome{links->settled && addresses->settled};
}

Result<KernelReader::Outcome> KernelReader::read_all_links() {
    for (int attempt = 1;; ++attempt) {
        mirror_.interfaces.clear_interfaces();
        NetlinkRequest request(RTM_GETLINK, NLM_F_DUMP, ++sequence_, ifinfomsg{});
        request.add_attribute(IFLA_EXT_MASK, &without_statistics, sizeof without_statistics);
        const auto reply =
            exchange(request, [this](const RawMessage& message) { set_interface(message, true); });
        if (!reply) return tl::unexpected(reply.error());
        if (reply->error != 0) return cannot_list("interfaces", reply->error);
        if (reply->interrupted && attempt < attempts) continue;
        mirror_.interfaces.resolve_vrfs();
        return Outcome{!reply->interrupted};
    }
}

Result<KernelReader::Outcome> KernelReader::read_all_addresses() {
    std::vector<InterfaceAddress> addresses;
    const auto v4 = dump_addresses(0, Family::v4, addresses);
    if (!v4) return v4;
    const auto v6 = dump_addresses(0, Family::v6, addresses);
    if (!v6) return v6;
    mirror_.interfaces.set_all_addresses(std::move(addresses));
    return Outcome{v4->settled && v6->settled};
}

Result<KernelReader::Outcome> KernelReader::read_one(std::uint32_t index, unsigned what) {
    if (what & Dirty::link)
        if (auto read = read_link(index); !read) return tl::unexpected(read.error());
    if (!mirror_.interfaces.find(index)) return Outcome{};
    Outcome both;
    for (const Family family : {Family::v4, Family::v6}) {
        if (!(what & (family == Family::v4 ? Dirty::v4 : Dirty::v6))) continue;
        const auto read = read_addresses(index, family);
        if (!read) return read;
        both.settled = both.settled && read->settled;
    }
    return both;
}

Result<void> KernelReader::read_link(std::uint32_t index) {
    ifinfomsg body{};
    body.ifi_index = static_cast<int>(index);
    NetlinkRequest request(RTM_GETLINK, 0, ++sequence_, body);
    request.add_attribute(IFLA_EXT_MASK, &without_statistics, sizeof without_statistics);
    bool found = false;
    const auto reply = exchange(request, [&](const RawMessage& message) {
        found = true;
        set_interface(message, false);
    });
    if (!reply) return tl::unexpected(reply.error());
    if (!found) mirror_.interfaces.remove_interface(index);
    return {};
}

/// `fresh`: nothing older is believed. Otherwise the kind of a known interface stays, which saves sysfs.
void KernelReader::set_interface(const RawMessage& message, bool fresh) {
    const auto link = parse_link(message);
    if (message.type != RTM_NEWLINK || !link || link->family != AF_UNSPEC) return;
    const Interface* known = fresh ? nullptr : mirror_.interfaces.find(link->index);
    mirror_.interfaces.set_interface(*link, known ? known->kind : kind_of(*link));
}

Result<KernelReader::Outcome> KernelReader::read_addresses(std::uint32_t index, Family family) {
    std::vector<InterfaceAddress> addresses;
    const auto read = dump_addresses(index, family, addresses);
    if (!read) return read;
    mirror_.interfaces.set_addresses(index, family, addresses);
    return read;
}

/// Appends. An index of 0 is all interfaces. A kernel that does not filter sends them all anyway.
Result<KernelReader::Outcome> KernelReader::dump_addresses(std::uint32_t index, Family family,
                                                           std::vector<InterfaceAddress>& into) {
    const std::size_t before = into.size();
    ifaddrmsg body{};
    body.ifa_family = number_of(family);
    body.ifa_index = index;
    for (int attempt = 1;; ++attempt) {
        into.resize(before);
        const auto reply = exchange(NetlinkRequest(RTM_GETADDR, NLM_F_DUMP, ++sequence_, body),
                                    [&](const RawMessage& message) {
                                        const auto address = parse_address(message);
                                        if (message.type != RTM_NEWADDR || !address) return;
                                        if (address->address.family() != family) return;
                                        if (index == 0 || address->interface == index)
                                            into.push_back(*address);
                                    });
        if (!reply) return tl::unexpected(reply.error());
        const bool none =
            reply->error == ENODEV || reply->error == EOPNOTSUPP || reply->error == EAFNOSUPPORT;
        if (reply->error != 0 && !none) return cannot_list("addresses", reply->error);
        if (!reply->interrupted || attempt == attempts) return Outcome{!reply->interrupted};
    }
}

// Look-ups

Result<std::optional<RouteMessage>> KernelReader::look_up(const IpAddress& address) {
    rtmsg body{};
    body.rtm_family = number_of(address.family());
    body.rtm_dst_len = static_cast<std::uint8_t>(address.bytes().size() * 8);
    NetlinkRequest request(RTM_GETROUTE, 0, ++sequence_, body);
    request.add_attribute(RTA_DST, address.bytes().data(), address.bytes().size());
    std::optional<RouteMessage> answer;
    const auto reply = exchange(request, [&](const RawMessage& message) { answer = parse_route(message); });
    if (!reply) return tl::unexpected(reply.error());
    return answer;
}

Result<void> KernelReader::look_up_new_addresses() {
    for (InterfaceAddress& address : mirror_.interfaces.all_addresses_for_update()) {
        if (!address.not_local_yet) continue;
        const Interface* interface = mirror_.interfaces.find(address.interface);
        if (!interface || !interface->up) continue;
        if (interface->vrf_table != 0) {
            // The look-up would answer for the main table.
            address.not_local_yet = false;
            continue;
        }
        const auto answer = look_up(address.address);
        if (!answer) return tl::unexpected(answer.error());
        address.not_local_yet = !*answer || (*answer)->type != RTN_LOCAL;
    }
    return {};
}

Result<std::uint32_t> KernelReader::device_for(const IpAddress& address) {
    const auto answer = look_up(address);
    if (!answer) return tl::unexpected(answer.error());
    if (!*answer || (*answer)->type != RTN_UNICAST) return 0u;
    return (*answer)->next_hops.front().interface;
}

Result<void> KernelReader::look_up_devices() {
    for (const Family family : {Family::v4, Family::v6}) {
        if (!(mirror_.dirty.look_ups & Dirty::of(family))) continue;
        const auto device =
            device_for(IpAddress::from_bytes(family, family == Family::v4 ? probe_v4 : probe_v6));
        if (!device) return tl::unexpected(device.error());
        (family == Family::v4 ? mirror_.os_device_v4 : mirror_.os_device_v6) = *device;
    }
    return {};
}

} // namespace ddns
