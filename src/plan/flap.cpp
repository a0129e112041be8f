// SPDX-License-Identifier: MIT
#include "plan/flap.h"

#include <algorithm>

namespace ddns {

namespace {

constexpr Duration first_spacing = std::chrono::seconds(5);
constexpr Duration longest_spacing = std::chrono::minutes(5);
constexpr Duration quiet = std::chrono::minutes(10);
constexpr std::size_t most_past = 8;

bool is_quiet(const RecordMemory& memory, Instant now) {
    return !memory.published_at || now - *memory.published_at >= quiet;
}

bool returns(const RecordMemory& memory, const std::vector<IpAddress>& values, Instant now) {
    return std::any_of(memory.past.begin(), memory.past.end(), [&](const RecordMemory::Past& past) {
        return past.values == values && now - past.until < quiet;
    });
}

Duration due_spacing(const RecordMemory& memory) { return std::max(memory.spacing, first_spacing); }

} // namespace

std::optional<Instant> flap_until(const RecordMemory& memory, const std::vector<IpAddress>& values,
                                  Instant now) {
    if (memory.past.empty() || is_quiet(memory, now) || !returns(memory, values, now)) return std::nullopt;
    return *memory.published_at + due_spacing(memory);
}

void note_published(RecordMemory& memory, const std::vector<IpAddress>& values,
                    const std::vector<IpAddress>& replaced, Instant now) {
    if (is_quiet(memory, now)) {
        memory.spacing = Duration::zero();
        memory.past.clear();
    }
    if (returns(memory, values, now)) memory.spacing = std::min(2 * due_spacing(memory), longest_spacing);
    memory.past.erase(std::remove_if(memory.past.begin(), memory.past.end(),
                                     [&](const RecordMemory::Past& past) {
                                         return past.values == values || past.values == replaced;
                                     }),
                      memory.past.end());
    if (!replaced.empty() && replaced != values) memory.past.push_back({replaced, now});
    if (memory.past.size() > most_past) memory.past.erase(memory.past.begin());
    memory.published_at = now;
}

} // namespace ddns
