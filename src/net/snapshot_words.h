// SPDX-License-Identifier: MIT
#pragma once

#include "net/snapshot.h"

#include <array>
#include <span>
#include <string_view>
#include <utility>

/// The words of a snapshot file. Only for reading it; snapshot_yaml.h describes the file.
namespace ddns::snapshot_words {

template <class T>
using Words = std::span<const std::pair<std::string_view, T>>;

inline constexpr std::array<std::pair<std::string_view, InterfaceKind>, 7> kinds{{
    {"ethernet", InterfaceKind::ethernet},
    {"wifi", InterfaceKind::wifi},
    {"wwan", InterfaceKind::wwan},
    {"ppp", InterfaceKind::ppp},
    {"tun", InterfaceKind::tun},
    {"bridge", InterfaceKind::bridge},
    {"other", InterfaceKind::other},
}};
inline constexpr std::array<std::pair<std::string_view, Platform>, 2> platforms{{
    {"linux", Platform::linux_},
    {"windows", Platform::windows},
}};
inline constexpr std::array<std::pair<std::string_view, Scope>, 4> scopes{{
    {"global", Scope::global},
    {"site", Scope::site},
    {"link", Scope::link},
    {"host", Scope::host},
}};
inline constexpr std::array<std::pair<std::string_view, RouterPreference>, 3> preferences{{
    {"high", RouterPreference::high},
    {"medium", RouterPreference::medium},
    {"low", RouterPreference::low},
}};
inline constexpr std::array<std::pair<std::string_view, bool>, 2> bools{{{"true", true}, {"false", false}}};
/// Whether a route of this type leads anywhere.
inline constexpr std::array<std::pair<std::string_view, bool>, 11> route_types{{
    {"unicast", true},
    {"unreachable", false},
    {"blackhole", false},
    {"prohibit", false},
    {"throw", false},
    {"local", false},
    {"broadcast", false},
    {"anycast", false},
    {"multicast", false},
    {"nat", false},
    {"xresolve", false},
}};
/// Whether the flag means that the next hop is dead.
inline constexpr std::array<std::pair<std::string_view, bool>, 8> route_flags{{
    {"dead", true},
    {"linkdown", true},
    {"onlink", false},
    {"pervasive", false},
    {"offload", false},
    {"trap", false},
    {"rt_offload", false},
    {"unresolved", false},
}};
using AddressFlag = bool InterfaceAddress::*;
inline constexpr std::array<std::pair<std::string_view, AddressFlag>, 20> address_flags{{
    {"temporary", &InterfaceAddress::temporary},
    {"deprecated", &InterfaceAddress::deprecated},
    {"tentative", &InterfaceAddress::tentative},
    {"optimistic", &InterfaceAddress::optimistic},
    {"dadfailed", &InterfaceAddress::dad_failed},
    {"dad_failed", &InterfaceAddress::dad_failed},
    {"secondary", &InterfaceAddress::secondary},
    {"skip_as_source", &InterfaceAddress::skip_as_source},
    {"not_local_yet", &InterfaceAddress::not_local_yet},
    {"permanent", nullptr},
    {"mngtmpaddr", nullptr},
    {"managetempaddr", nullptr},
    {"noprefixroute", nullptr},
    {"dynamic", nullptr},
    {"home", nullptr},
    {"nodad", nullptr},
    {"autojoin", nullptr},
    {"mcautojoin", nullptr},
    {"stable-privacy", nullptr},
    {"stable_privacy", nullptr},
}};

} // namespace ddns::snapshot_words
