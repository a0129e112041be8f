// SPDX-License-Identifier: MIT
#include "detect/rests.h"

#include <algorithm>

namespace ddns {

namespace {

constexpr Duration first_rest = std::chrono::minutes(10);
constexpr Duration longest_rest = std::chrono::hours(24);
constexpr unsigned most_doublings = 8; // more would be beyond the longest

} // namespace

std::optional<Instant> Rests::until(const std::string& who, Instant now) const {
    const auto found = rests_.find(who);
    if (found == rests_.end() || found->second.until <= now) return std::nullopt;
    return found->second.until;
}

Instant Rests::begin(const std::string& who, Instant now, std::optional<Duration> asked) {
    Rest& rest = rests_[who];
    const Duration own = first_rest * (1u << std::min(rest.times++, most_doublings));
    rest.until = now + std::min(std::max(own, asked.value_or(Duration::zero())), longest_rest);
    return rest.until;
}

} // namespace ddns
