// SPDX-License-Identifier: MIT
#pragma once

#include "loop/loop.h"
#include "loop/sockets.h"

namespace ddns {

/// `Sockets::serve`. Inside of loop/ only.
[[nodiscard]] std::unique_ptr<ServerSocket> serve_tcp(Loop& loop, const LocalEnd& local,
                                                      const IpAddress& client, const ServerLimits& limits,
                                                      Sockets::Answer answer);

} // namespace ddns
