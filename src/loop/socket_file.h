// SPDX-License-Identifier: MIT
#pragma once

#include "util/result.h"

#include <string>

namespace ddns {

/// Binds a unix domain socket to a path that only this user may open, and returns its descriptor, which the
/// caller owns. What a dead process left there is replaced; a socket that answers, or anything that is no
/// socket, is not touched. Errors: `system`, with the path.
Result<int> bind_socket_file(const std::string& path);

/// Connects to such a socket. Blocks; the descriptor gives up reading and writing after 5 s.
/// Errors: `system`; `what` says whether nobody listens there or this user may not.
Result<int> connect_socket_file(const std::string& path);

} // namespace ddns
