// SPDX-License-Identifier: MIT
#include "provider/definition.h"

#include <algorithm>

namespace ddns {

unsigned ProviderDefinition::fit_ttl(unsigned wanted) const {
    std::optional<unsigned> best;
    const auto distance = [&](unsigned value) { return value > wanted ? value - wanted : wanted - value; };
    const bool ranges =
        std::any_of(ttl.begin(), ttl.end(), [](const auto& range) { return range.first != range.second; });
    for (const auto& [least, most] : ttl) {
        // Beside a range, a lone number has a meaning of its own ("automatic"): only who says it gets it.
        if (least == most && least != wanted && ranges) continue;
        const unsigned near = std::clamp(wanted, least, most);
        if (!best || distance(near) < distance(*best)) best = near;
    }
    return best.value_or(wanted);
}

} // namespace ddns
