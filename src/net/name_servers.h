// SPDX-License-Identifier: MIT
#pragma once

#include "net/address.h"

#include <string_view>
#include <vector>

namespace ddns {

/// Whom the system asks for names, in its order; empty when nobody knows. Read anew each time; cheap. Of
/// Windows only IPv4 servers.
std::vector<IpAddress> system_name_servers();

/// The `nameserver` lines of a resolv.conf(5), but for addresses with a scope.
std::vector<IpAddress> parse_resolv_conf(std::string_view text);

} // namespace ddns
