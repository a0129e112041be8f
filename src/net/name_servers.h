// SPDX-License-Identifier: MIT
#pragma once

#include "net/address.h"

#include <string_view>
#include <vector>

namespace ddns {

/// Whom the system asks for names, in its order, but for addresses with a scope; empty when nobody knows.
/// Read anew each time; cheap.
std::vector<IpAddress> system_name_servers();

/// The `nameserver` lines of a resolv.conf(5), but for addresses with a scope.
std::vector<IpAddress> parse_resolv_conf(std::string_view text);

} // namespace ddns
