// SPDX-License-Identifier: MIT
#pragma once

#include "net/address.h"

#include <optional>

namespace ddns {

/// Where the route leads that the kernel takes now for what goes to that destination and is bound to nothing;
/// `source` is the address that the kernel gives it. One question to the kernel, some microseconds whatever
/// the size of its tables. nullopt: it knows no route, or does not say which one it takes (before Linux
/// 4.13).
std::optional<Prefix> route_towards(const IpAddress& destination, const IpAddress& source);

} // namespace ddns
