// SPDX-License-Identifier: MIT
#include "net/default_route.h"

namespace ddns {

bool leads_everywhere(const Prefix& destination) {
    static const Prefix all_global = *Prefix::parse("2000::/3");
    return destination.length <= 1 || destination == all_global;
}

} // namespace ddns
