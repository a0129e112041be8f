// SPDX-License-Identifier: MIT
#pragma once

#include "net/linux/netlink_parse.h"

#include <cstring>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/nexthop.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <string_view>
#include <sys/socket.h>
#include <vector>

namespace ddns::test {

/// A netlink message made by hand.
class Message {
public:
    template <class Body>
    Message(unsigned type, const Body& body, unsigned flags = 0) {
        nlmsghdr head{};
        head.nlmsg_type = static_cast<std::uint16_t>(type);
        head.nlmsg_flags = static_cast<std::uint16_t>(flags);
        append(&head, sizeof head);
        append(&body, sizeof body);
    }
    Message& attribute(unsigned type, const void* value, std::size_t size) {
        const rtattr head{static_cast<unsigned short>(sizeof(rtattr) + size),
                          static_cast<unsigned short>(type)};
        append(&head, sizeof head);
        append(value, size);
        return *this;
    }
    Message& number(unsigned type, std::uint32_t value) { return attribute(type, &value, sizeof value); }
    Message& byte(unsigned type, std::uint8_t value) { return attribute(type, &value, sizeof value); }
    Message& text(unsigned type, const char* value) { return attribute(type, value, std::strlen(value) + 1); }
    Message& address(unsigned type, std::string_view value) {
        const IpAddress parsed = *IpAddress::parse(value);
        return attribute(type, parsed.bytes().data(), parsed.bytes().size());
    }
    Message& nested(unsigned type, const std::vector<std::uint8_t>& attributes) {
        return attribute(type, attributes.data(), attributes.size());
    }

    [[nodiscard]] const std::vector<std::uint8_t>& bytes() const { return bytes_; }
    [[nodiscard]] RawMessage raw() const { return *MessageReader(bytes_).next(); }
    /// The attributes alone, to nest them.
    [[nodiscard]] std::vector<std::uint8_t> attributes(std::size_t body_size) const {
        return {bytes_.begin() + static_cast<std::ptrdiff_t>(sizeof(nlmsghdr) + body_size), bytes_.end()};
    }

private:
    void append(const void* from, std::size_t size) {
        const auto* bytes = static_cast<const std::uint8_t*>(from);
        bytes_.insert(bytes_.end(), bytes, bytes + size);
        bytes_.resize((bytes_.size() + 3) & ~std::size_t{3});
        const auto length = static_cast<std::uint32_t>(bytes_.size());
        std::memcpy(bytes_.data(), &length, sizeof length);
    }
    std::vector<std::uint8_t> bytes_;
};

inline Message link_message(unsigned type, int index, unsigned flags, const char* name = "eth0") {
    ifinfomsg body{};
    body.ifi_type = 1;
    body.ifi_index = index;
    body.ifi_flags = flags;
    return Message(type, body).text(IFLA_IFNAME, name);
}

inline Message address_message(unsigned type, std::uint32_t index, std::string_view address,
                               unsigned prefix_length) {
    ifaddrmsg body{};
    body.ifa_family =
        static_cast<std::uint8_t>(IpAddress::parse(address)->family() == Family::v4 ? AF_INET : AF_INET6);
    body.ifa_prefixlen = static_cast<std::uint8_t>(prefix_length);
    body.ifa_index = index;
    return Message(type, body).address(IFA_ADDRESS, address);
}

inline Message route_message(unsigned type, std::string_view destination, std::uint32_t index,
                             std::uint32_t metric = 0, unsigned flags = 0,
                             unsigned route_type = RTN_UNICAST) {
    const Prefix prefix = *Prefix::parse(destination);
    rtmsg body{};
    body.rtm_family = static_cast<std::uint8_t>(prefix.address.family() == Family::v4 ? AF_INET : AF_INET6);
    body.rtm_dst_len = static_cast<std::uint8_t>(prefix.length);
    body.rtm_table = route_type == RTN_LOCAL ? RT_TABLE_LOCAL : RT_TABLE_MAIN;
    body.rtm_type = static_cast<std::uint8_t>(route_type);
    Message message(type, body, flags);
    if (prefix.length > 0)
        message.attribute(RTA_DST, prefix.address.bytes().data(), prefix.address.bytes().size());
    if (index) message.number(RTA_OIF, index);
    if (metric) message.number(RTA_PRIORITY, metric);
    return message;
}

} // namespace ddns::test
