// SPDX-License-Identifier: MIT
#include "net/linux/netlink_parse.h"

#include <cstring>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/nexthop.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

namespace ddns {

namespace {

constexpr std::size_t max_next_hops = 512;

constexpr std::size_t aligned(std::size_t length) { return (length + 3) & ~std::size_t{3}; }

NetlinkBytes after(NetlinkBytes bytes, std::size_t length) {
    return length < bytes.size() ? bytes.subspan(length) : NetlinkBytes{};
}

/// The fixed header at the front, copied: the bytes need not be aligned.
template <class T>
std::optional<T> header(NetlinkBytes bytes) {
    if (bytes.size() < sizeof(T)) return std::nullopt;
    T value;
    std::memcpy(&value, bytes.data(), sizeof value);
    return value;
}

struct Attribute {
    unsigned type = 0;
    NetlinkBytes value;

    /// The value as a number, when it is long enough for one.
    template <class T>
    [[nodiscard]] T number(T otherwise = T{}) const {
        return header<T>(value).value_or(otherwise);
    }
    /// The value as text, up to the first NUL.
    [[nodiscard]] std::string_view text() const {
        if (value.empty()) return {};
        const auto* chars = reinterpret_cast<const char*>(value.data());
        return {chars, strnlen(chars, value.size())};
    }
};

class AttributeReader {
public:
    explicit AttributeReader(NetlinkBytes bytes) : rest_(bytes) {}

    std::optional<Attribute> next() {
        const auto head = header<rtattr>(rest_);
        if (!head || head->rta_len < sizeof(rtattr) || head->rta_len > rest_.size()) return std::nullopt;
        Attribute attribute{static_cast<unsigned>(head->rta_type & NLA_TYPE_MASK),
                            rest_.subspan(sizeof(rtattr), head->rta_len - sizeof(rtattr))};
        rest_ = after(rest_, aligned(head->rta_len));
        return attribute;
    }

private:
    NetlinkBytes rest_;
};

std::optional<Family> family_of_number(unsigned number) {
    if (number == AF_INET) return Family::v4;
    if (number == AF_INET6) return Family::v6;
    return std::nullopt;
}

std::optional<IpAddress> ip_address(Family family, NetlinkBytes bytes) {
    if (bytes.size() != (family == Family::v4 ? 4u : 16u)) return std::nullopt;
    return IpAddress::from_bytes(family, bytes.data());
}

/// RTA_VIA: a gateway of the other family (RFC 5549).
std::optional<IpAddress> via_address(NetlinkBytes bytes) {
    const auto number = header<std::uint16_t>(bytes);
    const auto family = number ? family_of_number(*number) : std::nullopt;
    return family ? ip_address(*family, bytes.subspan(2)) : std::nullopt;
}

void read_vrf_table(NetlinkBytes bytes, LinkMessage& link) {
    AttributeReader attributes(bytes);
    while (const auto attribute = attributes.next())
        if (attribute->type == IFLA_VRF_TABLE) link.vrf_table = attribute->number<std::uint32_t>();
}

void read_link_info(NetlinkBytes bytes, LinkMessage& link) {
    NetlinkBytes data;
    AttributeReader attributes(bytes);
    while (const auto attribute = attributes.next()) {
        if (attribute->type == IFLA_INFO_KIND) link.kind = attribute->text();
        if (attribute->type == IFLA_INFO_DATA) data = attribute->value;
    }
    if (link.kind == "vrf") read_vrf_table(data, link);
}

Scope scope_of_number(unsigned number) {
    if (number >= RT_SCOPE_HOST) return Scope::host;
    if (number == RT_SCOPE_LINK) return Scope::link;
    return number == RT_SCOPE_SITE ? Scope::site : Scope::global;
}

void set_flags(InterfaceAddress& address, std::uint32_t flags) {
    const bool v6 = address.address.family() == Family::v6;
    // One bit, two meanings: IFA_F_TEMPORARY is IFA_F_SECONDARY.
    address.temporary = v6 && (flags & IFA_F_TEMPORARY);
    address.secondary = !v6 && (flags & IFA_F_SECONDARY);
    address.tentative = flags & IFA_F_TENTATIVE;
    address.optimistic = flags & IFA_F_OPTIMISTIC;
    address.dad_failed = flags & IFA_F_DADFAILED;
    address.deprecated = flags & IFA_F_DEPRECATED;
}

bool hop_alive(unsigned flags) { return (flags & (RTNH_F_DEAD | RTNH_F_LINKDOWN)) == 0; }

RouterPreference preference_of_number(unsigned number) {
    if (number == 1) return RouterPreference::high;
    return number == 3 ? RouterPreference::low : RouterPreference::medium;
}

NextHop parse_hop(Family family, const rtnexthop& head, NetlinkBytes attribute_bytes) {
    NextHop hop{static_cast<std::uint32_t>(head.rtnh_ifindex), hop_alive(head.rtnh_flags), std::nullopt};
    AttributeReader attributes(attribute_bytes);
    while (const auto attribute = attributes.next()) {
        if (attribute->type == RTA_GATEWAY) hop.gateway = ip_address(family, attribute->value);
        if (attribute->type == RTA_VIA) hop.gateway = via_address(attribute->value);
    }
    return hop;
}

void read_multipath(Family family, NetlinkBytes rest, RouteMessage& route) {
    while (route.next_hops.size() < max_next_hops) {
        const auto head = header<rtnexthop>(rest);
        if (!head || head->rtnh_len < sizeof(rtnexthop) || head->rtnh_len > rest.size()) return;
        route.next_hops.push_back(
            parse_hop(family, *head, rest.subspan(sizeof(rtnexthop), head->rtnh_len - sizeof(rtnexthop))));
        rest = after(rest, aligned(head->rtnh_len));
    }
}

void read_route_attribute(Family family, const Attribute& attribute, RouteMessage& route, NextHop& single) {
    switch (attribute.type) {
    case RTA_DST:
        if (const auto address = ip_address(family, attribute.value)) route.destination.address = *address;
        break;
    case RTA_OIF:
        single.interface = attribute.number<std::uint32_t>();
        break;
    case RTA_GATEWAY:
        single.gateway = ip_address(family, attribute.value);
        break;
    case RTA_VIA:
        single.gateway = via_address(attribute.value);
        break;
    case RTA_PRIORITY:
        route.metric = attribute.number<std::uint32_t>();
        break;
    case RTA_PREFSRC:
        route.source = ip_address(family, attribute.value);
        break;
    case RTA_MULTIPATH:
        read_multipath(family, attribute.value, route);
        break;
    case RTA_TABLE:
        route.table = attribute.number<std::uint32_t>();
        break;
    case RTA_PREF:
        route.preference = preference_of_number(attribute.number<std::uint8_t>());
        break;
    case RTA_NH_ID:
        route.next_hop_object = attribute.number<std::uint32_t>();
        break;
    default:
        break;
    }
}

} // namespace

std::optional<RawMessage> MessageReader::next() {
    if (rest_.empty() || malformed_) return std::nullopt;
    const auto head = header<nlmsghdr>(rest_);
    if (!head || head->nlmsg_len < sizeof(nlmsghdr) || head->nlmsg_len > rest_.size()) {
        malformed_ = true;
        return std::nullopt;
    }
    RawMessage message{head->nlmsg_type, head->nlmsg_flags, head->nlmsg_seq,
                       rest_.subspan(sizeof(nlmsghdr), head->nlmsg_len - sizeof(nlmsghdr))};
    rest_ = after(rest_, aligned(head->nlmsg_len));
    return message;
}

std::optional<LinkMessage> parse_link(const RawMessage& message) {
    const auto head = header<ifinfomsg>(message.payload);
    if (!head || head->ifi_index <= 0) return std::nullopt;
    LinkMessage link;
    link.family = head->ifi_family;
    link.hardware_type = head->ifi_type;
    link.index = static_cast<std::uint32_t>(head->ifi_index);
    link.flags = head->ifi_flags;
    link.changed = head->ifi_change;
    AttributeReader attributes(after(message.payload, sizeof(ifinfomsg)));
    while (const auto attribute = attributes.next()) {
        if (attribute->type == IFLA_IFNAME) link.name = attribute->text();
        if (attribute->type == IFLA_OPERSTATE) link.operstate = attribute->number<std::uint8_t>();
        if (attribute->type == IFLA_CARRIER) link.carrier = attribute->number<std::uint8_t>() != 0;
        if (attribute->type == IFLA_MASTER) link.master = attribute->number<std::uint32_t>();
        if (attribute->type == IFLA_LINKINFO) read_link_info(attribute->value, link);
        if (attribute->type == IFLA_WIRELESS) link.wireless_event = true;
    }
    return link;
}

std::optional<InterfaceAddress> parse_address(const RawMessage& message) {
    const auto head = header<ifaddrmsg>(message.payload);
    const auto family = head ? family_of_number(head->ifa_family) : std::nullopt;
    if (!family || head->ifa_index == 0) return std::nullopt;
    std::optional<IpAddress> local;
    std::optional<IpAddress> own_or_peer;
    std::uint32_t flags = head->ifa_flags;
    std::uint32_t preferred = ~0u;
    AttributeReader attributes(after(message.payload, sizeof(ifaddrmsg)));
    while (const auto attribute = attributes.next()) {
        if (attribute->type == IFA_LOCAL) local = ip_address(*family, attribute->value);
        if (attribute->type == IFA_ADDRESS) own_or_peer = ip_address(*family, attribute->value);
        if (attribute->type == IFA_FLAGS) flags = attribute->number<std::uint32_t>(flags);
        if (attribute->type == IFA_CACHEINFO) preferred = attribute->number<std::uint32_t>(preferred);
    }
    if (!local) local = own_or_peer;
    if (!local || head->ifa_prefixlen > local->bytes().size() * 8) return std::nullopt;
    InterfaceAddress address;
    address.interface = head->ifa_index;
    address.address = *local;
    address.prefix_length = head->ifa_prefixlen;
    address.scope = scope_of_number(head->ifa_scope);
    set_flags(address, flags);
    address.deprecated = address.deprecated || preferred == 0;
    address.infinite_lifetime = preferred == ~0u;
    return address;
}

std::optional<RouteMessage> parse_route(const RawMessage& message) {
    const auto head = header<rtmsg>(message.payload);
    const auto family = head ? family_of_number(head->rtm_family) : std::nullopt;
    if (!family) return std::nullopt;
    constexpr std::uint8_t zeros[16] = {};
    RouteMessage route;
    route.destination = Prefix{IpAddress::from_bytes(*family, zeros), head->rtm_dst_len};
    if (route.destination.length > route.destination.address.bytes().size() * 8) return std::nullopt;
    route.type = head->rtm_type;
    route.table = head->rtm_table;
    route.cloned = head->rtm_flags & RTM_F_CLONED;
    NextHop single{0, hop_alive(head->rtm_flags), std::nullopt};
    AttributeReader attributes(after(message.payload, sizeof(rtmsg)));
    while (const auto attribute = attributes.next()) read_route_attribute(*family, *attribute, route, single);
    if (route.next_hops.empty()) route.next_hops.push_back(single);
    return route;
}

std::optional<unsigned> route_prefix_length(const RawMessage& message) {
    const auto head = header<rtmsg>(message.payload);
    if (!head) return std::nullopt;
    return head->rtm_dst_len;
}

std::optional<std::uint32_t> parse_next_hop_object(const RawMessage& message) {
    if (!header<nhmsg>(message.payload)) return std::nullopt;
    AttributeReader attributes(after(message.payload, sizeof(nhmsg)));
    while (const auto attribute = attributes.next())
        if (attribute->type == NHA_ID) return header<std::uint32_t>(attribute->value);
    return std::nullopt;
}

std::optional<EndMessage> parse_end(const RawMessage& message) {
    const auto code = header<std::int32_t>(message.payload);
    if (!code || *code > 0 || *code < -4095) return std::nullopt;
    EndMessage end{-*code, {}};
    if (!(message.flags & NLM_F_ACK_TLVS)) return end;
    NetlinkBytes rest = after(message.payload, sizeof(std::int32_t));
    if (message.type == NLMSG_ERROR) {
        // The refused request follows: its header alone, or all of it.
        const auto refused = header<nlmsghdr>(rest);
        if (!refused || refused->nlmsg_len < sizeof(nlmsghdr)) return end;
        rest = after(rest, message.flags & NLM_F_CAPPED ? sizeof(nlmsghdr) : aligned(refused->nlmsg_len));
    }
    AttributeReader attributes(rest);
    while (const auto attribute = attributes.next())
        if (attribute->type == NLMSGERR_ATTR_MSG) end.text = attribute->text();
    return end;
}

} // namespace ddns
