// SPDX-License-Identifier: MIT
#include "net/linux/interface_kind.h"

#include <fcntl.h>
#include <linux/if_arp.h>
#include <string>
#include <unistd.h>

namespace ddns {

namespace {

struct KindName {
    std::string_view name;
    InterfaceKind kind;
};

constexpr KindName kind_names[] = {
    {"veth", InterfaceKind::ethernet},
    {"vlan", InterfaceKind::ethernet},
    {"bond", InterfaceKind::ethernet},
    {"team", InterfaceKind::ethernet},
    {"macvlan", InterfaceKind::ethernet},
    {"ipvlan", InterfaceKind::ethernet},
    {"hsr", InterfaceKind::ethernet},
    {"bridge", InterfaceKind::bridge},
    {"openvswitch", InterfaceKind::bridge},
    {"tun", InterfaceKind::tun},
    {"wireguard", InterfaceKind::tun},
    {"ovpn", InterfaceKind::tun},
    {"ipip", InterfaceKind::tun},
    {"sit", InterfaceKind::tun},
    {"gre", InterfaceKind::tun},
    {"ip6gre", InterfaceKind::tun},
    {"ip6tnl", InterfaceKind::tun},
    {"vti", InterfaceKind::tun},
    {"vti6", InterfaceKind::tun},
    {"xfrm", InterfaceKind::tun},
    {"ppp", InterfaceKind::ppp},
    {"wwan", InterfaceKind::wwan},
    {"rmnet", InterfaceKind::wwan},
};

/// The first page of a file of sysfs; empty when it cannot be read.
std::string read_small_file(const std::string& path) {
    const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return {};
    char text[1024];
    const auto size = read(fd, text, sizeof text);
    close(fd);
    return size > 0 ? std::string(text, static_cast<std::size_t>(size)) : std::string();
}

bool has_line(std::string_view text, std::string_view line) {
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        if (text.substr(0, end) == line) return true;
        if (end == std::string_view::npos) return false;
        text.remove_prefix(end + 1);
    }
    return false;
}

} // namespace

std::optional<InterfaceKind> kind_from_link(const LinkMessage& link) {
    for (const KindName& known : kind_names)
        if (link.kind == known.name) return known.kind;
    if (!link.kind.empty() || link.hardware_type == ARPHRD_LOOPBACK) return InterfaceKind::other;
    switch (link.hardware_type) {
    case ARPHRD_PPP:
        return InterfaceKind::ppp;
    case ARPHRD_TUNNEL:
    case ARPHRD_TUNNEL6:
    case ARPHRD_SIT:
    case ARPHRD_IPGRE:
    case ARPHRD_IP6GRE:
        return InterfaceKind::tun;
    default:
        return std::nullopt;
    }
}

InterfaceKind kind_from_uevent(std::string_view uevent, unsigned hardware_type) {
    if (has_line(uevent, "DEVTYPE=wlan")) return InterfaceKind::wifi;
    if (has_line(uevent, "DEVTYPE=wwan")) return InterfaceKind::wwan;
    if (hardware_type == ARPHRD_ETHER) return InterfaceKind::ethernet;
    if (hardware_type == ARPHRD_RAWIP) return InterfaceKind::wwan;
    return hardware_type == ARPHRD_NONE ? InterfaceKind::tun : InterfaceKind::other;
}

InterfaceKind kind_of(const LinkMessage& link) {
    if (const auto kind = kind_from_link(link)) return *kind;
    const bool safe_name = !link.name.empty() && link.name.find('/') == std::string_view::npos;
    const std::string path = "/sys/class/net/" + std::string(link.name) + "/uevent";
    return kind_from_uevent(safe_name ? read_small_file(path) : std::string(), link.hardware_type);
}

} // namespace ddns
