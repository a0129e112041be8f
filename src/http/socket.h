// SPDX-License-Identifier: MIT
#pragma once

#include "net/address.h"
#include "util/socket_handle.h"

#include <optional>

namespace ddns {

/// The few things that are done to curl's sockets from outside.

/// A socket that child processes do not inherit, or no_socket.
SocketHandle open_socket(int family, int type, int protocol);
void close_socket(SocketHandle fd);

/// The address the socket is bound to; nullopt while it is bound to none.
std::optional<IpAddress> local_address(SocketHandle fd);

/// Ends both directions. Whoever looks at the socket next finds it at its end; closing it stays theirs.
void shut_down(SocketHandle fd);

} // namespace ddns
