// SPDX-License-Identifier: MIT
#include "provider/record_diff.h"

#include <algorithm>

namespace ddns {

namespace {

bool extras_equal(const HeldRecord& held, const WantedExtras& extras) {
    if (extras.ttl && held.ttl && *extras.ttl != *held.ttl) return false;
    for (std::size_t i = 0; i < extras.options.size() && i < held.options.size(); ++i)
        if (extras.options[i] && *extras.options[i] != held.options[i]) return false;
    return true;
}

} // namespace

std::vector<WriteOp> difference(const HeldSet& held, const std::vector<IpAddress>& wanted,
                                const WantedExtras& extras, bool can_update) {
    std::vector<const HeldRecord*> spare;
    std::vector<IpAddress> missing = wanted;
    std::vector<WriteOp> out;
    for (const HeldRecord& record : held) {
        const auto match = std::find_if(missing.begin(), missing.end(),
                                        [&](const IpAddress& ip) { return ip.to_string() == record.value; });
        if (match == missing.end()) {
            spare.push_back(&record);
            continue;
        }
        if (!extras_equal(record, extras) && can_update)
            out.push_back({WriteKind::update, record.id, *match});
        missing.erase(match);
    }
    std::size_t used = 0;
    for (const IpAddress& value : missing) {
        if (can_update && used < spare.size())
            out.push_back({WriteKind::update, spare[used++]->id, value});
        else
            out.push_back({WriteKind::create, {}, value});
    }
    for (; used < spare.size(); ++used) out.push_back({WriteKind::remove, spare[used]->id, {}});
    return out;
}

} // namespace ddns
