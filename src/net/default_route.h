// SPDX-License-Identifier: MIT
#pragma once

#include "net/address.h"

namespace ddns {

/// Whether a route to there is a default route, or one of the halves that stand in for it: 0.0.0.0/0, ::/0,
/// 0.0.0.0/1, 128.0.0.0/1, ::/1, 8000::/1, or 2000::/3, which is all global unicast.
bool leads_everywhere(const Prefix& destination);

} // namespace ddns
