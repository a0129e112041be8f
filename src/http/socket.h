// SPDX-License-Identifier: MIT
#pragma once

#include "net/address.h"
#include "util/socket_handle.h"

#include <optional>
#include <string>

struct sockaddr;

namespace ddns {

/// The few things that are done to curl's sockets from outside.

/// A socket that child processes do not inherit, or no_socket. Where curl cannot bind to an interface by its
/// name (see interface_option), the socket of a request through `interface` is bound to the address of that
/// family there which suits best; no_socket when it has none. "" = wherever the routes lead. With a `source`,
/// an address of the interface, it is bound to that; no_socket when the interface does not have it.
SocketHandle open_socket(int family, int type, int protocol, const std::string& interface,
                         const std::optional<IpAddress>& source);
void close_socket(SocketHandle fd);

/// The value of CURLOPT_INTERFACE that makes curl leave through that interface; "" where it cannot, which is
/// Windows.
std::string interface_option(const std::string& interface);

/// Makes a socket that is bound to nothing leave through the interface, from that address of it. Where the
/// system does not let us name the interface, rules on the source may do. False: the interface does not have
/// the address.
bool lead_through(SocketHandle fd, const std::string& interface, const IpAddress& source);

/// nullopt: of neither family.
std::optional<IpAddress> address_of(const sockaddr* name);

/// From which address the kernel would send there now; sends nothing. nullopt: it knows no way.
std::optional<IpAddress> source_towards(const IpAddress& destination);

/// Whether what is bound to nothing and gets that source takes a default route there. A more specific route
/// is the administrator's word. True also when the system does not tell.
bool takes_default_route(const IpAddress& destination, const IpAddress& source);

/// The address the socket is bound to; nullopt while it is bound to none.
std::optional<IpAddress> local_address(SocketHandle fd);

/// Acknowledges what has come so far, where TCP would wait for more of it or for something to send along
/// (RFC 9293 section 3.8.6.3). The other side may hold its next small segment back until then. To be asked
/// anew each time.
void acknowledge(SocketHandle fd);

/// Ends both directions. Whoever looks at the socket next finds it at its end; closing it stays theirs.
void shut_down(SocketHandle fd);

} // namespace ddns
