// SPDX-License-Identifier: MIT
#include "rank/select.h"

#include "util/text.h"

#include <algorithm>

namespace ddns {
namespace {

/// More values in one RRset help nobody, and large answers do not fit into a packet.
constexpr std::size_t most_values = 16;

bool is_on(const Candidate& candidate, const std::string& uplink) {
    return candidate.uplink == uplink || candidate.interface == uplink;
}

} // namespace

std::optional<std::string> refusal(const Candidate& candidate, const AddressPolicy& policy) {
    if (!policy.classes.contains(candidate.address_class))
        return "class " + std::string(to_string(candidate.address_class)) + " is not allowed";
    if (policy.needs_default_route && !candidate.has_default) return "its interface has no default route";
    if (policy.choice != AddressPolicy::Choice::uplinks) return std::nullopt;
    const auto on = [&](const std::string& uplink) { return is_on(candidate, uplink); };
    if (std::any_of(policy.uplinks.begin(), policy.uplinks.end(), on)) return std::nullopt;
    return "it is not on uplink " + join(policy.uplinks, " or ");
}

std::vector<Candidate> select(const Candidates& candidates, Family family, const AddressPolicy& policy) {
    const std::vector<Candidate>& ranked = candidates.of(family);
    std::vector<Candidate> chosen;
    if (policy.choice == AddressPolicy::Choice::uplinks) {
        for (const std::string& uplink : policy.uplinks) {
            for (const Candidate& candidate : ranked)
                if (is_on(candidate, uplink) && !refusal(candidate, policy)) return {candidate};
        }
        return chosen;
    }
    const std::size_t wanted = policy.choice == AddressPolicy::Choice::all ? most_values : 1;
    for (const Candidate& candidate : ranked) {
        if (chosen.size() == wanted) break;
        if (!refusal(candidate, policy)) chosen.push_back(candidate);
    }
    return chosen;
}

} // namespace ddns
