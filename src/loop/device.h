// SPDX-License-Identifier: MIT
#pragma once

#include "net/address.h"
#include "util/socket_handle.h"

#include <string>

namespace ddns {

/// Makes all that the socket sends leave through that interface (Linux: SO_BINDTODEVICE, which also lets in
/// only what comes through it; Windows: IP_UNICAST_IF and IPV6_UNICAST_IF). False: the system refused, or
/// there is no such interface.
bool bind_to_device(SocketHandle fd, Family family, const std::string& interface);

} // namespace ddns
