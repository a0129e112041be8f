// SPDX-License-Identifier: MIT
#pragma once

#include "net/snapshot.h"

namespace ddns {

/// The addresses of `now` from which connections made in the time of `before` still lead anywhere, in the
/// order of `now`.
///
/// Not those of an interface that went down or whose cable is out, that lost its way out of that family, or
/// that the system no longer chooses for it. Such addresses stay where they are, but what is sent from them
/// leaves through another uplink, whose router knows nothing of the connection: behind NAT it is never
/// answered, and a request over a kept connection would only time out.
std::vector<IpAddress> not_left_behind(const Snapshot& before, const Snapshot& now);

} // namespace ddns
