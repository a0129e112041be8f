// SPDX-License-Identifier: MIT
#pragma once

#include "net/linux/netlink_parse.h"
#include "net/snapshot.h"

#include <optional>
#include <string_view>

namespace ddns {

/// What sort of interface it is, from the message alone; nullopt when only the driver's own word (sysfs) can
/// tell an Ethernet card from a wireless one or a modem.
std::optional<InterfaceKind> kind_from_link(const LinkMessage& link);

/// The same from the text of /sys/class/net/NAME/uevent; empty text (no sysfs) is the plain guess by hardware
/// type.
InterfaceKind kind_from_uevent(std::string_view uevent, unsigned hardware_type);

/// Both, reading sysfs when needed: some tens of microseconds, so once per interface.
InterfaceKind kind_of(const LinkMessage& link);

} // namespace ddns
