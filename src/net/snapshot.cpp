// SPDX-License-Identifier: MIT
#include "net/snapshot.h"

namespace ddns {

std::string_view to_string(InterfaceKind kind) {
    switch (kind) {
    case InterfaceKind::ethernet:
        return "ethernet";
    case InterfaceKind::wifi:
        return "wifi";
    case InterfaceKind::wwan:
        return "wwan";
    case InterfaceKind::ppp:
        return "ppp";
    case InterfaceKind::tun:
        return "tun";
    case InterfaceKind::bridge:
        return "bridge";
    case InterfaceKind::other:
        return "other";
    }
    return "other";
}

const Interface* Snapshot::find_interface(std::uint32_t index) const {
    for (const Interface& interface : interfaces)
        if (interface.index == index) return &interface;
    return nullptr;
}

const Interface* Snapshot::find_interface(std::string_view name) const {
    for (const Interface& interface : interfaces)
        if (interface.name == name) return &interface;
    return nullptr;
}

} // namespace ddns
