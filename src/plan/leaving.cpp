// SPDX-License-Identifier: MIT
#include "plan/leaving.h"

#include <algorithm>

namespace ddns {

namespace {

constexpr Duration unknown_hold = std::chrono::seconds(3);

std::vector<IpAddress> without(const std::vector<IpAddress>& all, const std::vector<IpAddress>& some) {
    std::vector<IpAddress> rest;
    std::set_difference(all.begin(), all.end(), some.begin(), some.end(), std::back_inserter(rest));
    return rest;
}

std::optional<Origin> origin_of(const RecordMemory& memory, const IpAddress& value) {
    const auto found = memory.origins.find(value);
    return found == memory.origins.end() ? std::nullopt : std::optional(found->second);
}

/// It may be what an uplink has that has not spoken yet.
bool may_be_silent(const Wish& wish, const std::optional<Origin>& origin) {
    if (!origin) return !wish.silent.empty();
    return std::find(wish.silent.begin(), wish.silent.end(), origin->interface) != wish.silent.end();
}

} // namespace

Leaving leaving(Gate& gate, const Record& record, const Wish& wish, const std::vector<IpAddress>& published,
                RecordMemory& memory, Instant now) {
    Leaving out;
    const std::vector<IpAddress> gone = without(published, wish.values);
    const bool has_successor = !without(wish.values, published).empty();
    std::erase_if(memory.leaving, [&](const auto& entry) {
        return !std::binary_search(gone.begin(), gone.end(), entry.first);
    });
    for (const IpAddress& old : gone) {
        const Instant since = memory.leaving.try_emplace(old, now).first->second;
        const std::optional<Origin> origin = origin_of(memory, old);
        const bool configured = gate.is_configured(record, old);
        if (!configured && may_be_silent(wish, origin)) {
            out.kept.push_back(old);
            continue;
        }
        Ruling ruling = gate.judge_old(record, wish, old, origin);
        if (!configured && !origin && !has_successor)
            ruling = {HoldReason::failover, unknown_hold, "nothing has spoken for the old address for 3 s",
                      true};
        const Instant end = since + ruling.hold;
        if (end <= now) {
            out.why = ruling.why;
            continue;
        }
        out.kept.push_back(old);
        if (out.until && *out.until <= end) continue;
        out.until = end;
        out.reason = ruling.reason;
    }
    return out;
}

} // namespace ddns
