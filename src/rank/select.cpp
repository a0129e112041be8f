// SPDX-License-Identifier: MIT
#include "rank/select.h"

#include "util/text.h"

#include <algorithm>

namespace ddns {
namespace {

bool is_on(const Candidate& candidate, const std::string& uplink) {
    return candidate.uplink == uplink || candidate.interface == uplink;
}

/// The allowed ones, those that the policy prefers first.
std::vector<const Candidate*> allowed(const std::vector<Candidate>& ranked, const AddressPolicy& policy) {
    std::vector<const Candidate*> list;
    for (const Candidate& candidate : ranked)
        if (!refused_by(candidate, policy)) list.push_back(&candidate);
    if (!policy.hosts.empty())
        std::stable_partition(list.begin(), list.end(), [](const Candidate* c) { return !c->deprecated; });
    return list;
}

/// A temporary address of the same interface and class, where one is wanted and there.
const Candidate* preferred(const Candidate* first, const std::vector<const Candidate*>& list,
                           const AddressPolicy& policy) {
    if (!policy.temporary || !policy.hosts.empty()) return first;
    const auto found = std::find_if(list.begin(), list.end(), [&](const Candidate* c) {
        return c->temporary && !c->deprecated && c->ifindex == first->ifindex &&
               c->address_class == first->address_class;
    });
    return found == list.end() ? first : *found;
}

/// In the order of the record; a deprecated network of a better uplink comes after a preferred one.
const Candidate* first_along(const std::vector<const Candidate*>& list, const AddressPolicy& policy) {
    for (const bool deprecated : {false, true})
        for (const std::string& uplink : policy.uplinks)
            for (const Candidate* candidate : list)
                if (is_on(*candidate, uplink) &&
                    (policy.hosts.empty() || candidate->deprecated == deprecated))
                    return candidate;
    return nullptr;
}

} // namespace

std::optional<RefusalRule> refused_by(const Candidate& candidate, const AddressPolicy& policy) {
    if (candidate.unanswered) return RefusalRule::unanswered;
    if (!policy.classes.contains(candidate.address_class)) return RefusalRule::address_class;
    if (!policy.prefix_from.empty())
        return is_on(candidate, policy.prefix_from) ? std::nullopt : std::optional(RefusalRule::other_prefix);
    if (policy.needs_default_route && !candidate.has_default) return RefusalRule::no_default_route;
    if (policy.choice != AddressPolicy::Choice::uplinks) return std::nullopt;
    const auto on = [&](const std::string& uplink) { return is_on(candidate, uplink); };
    if (std::any_of(policy.uplinks.begin(), policy.uplinks.end(), on)) return std::nullopt;
    return RefusalRule::other_uplink;
}

std::optional<std::string> refusal(const Candidate& candidate, const AddressPolicy& policy) {
    const auto rule = refused_by(candidate, policy);
    if (!rule) return std::nullopt;
    switch (*rule) {
    case RefusalRule::unanswered:
        return "nothing answers through " + candidate.interface + " (its probe fails)";
    case RefusalRule::address_class:
        return "class " + std::string(to_string(candidate.address_class)) + " is not allowed";
    case RefusalRule::other_prefix:
        return "it is not on " + policy.prefix_from + ", where the prefix comes from";
    case RefusalRule::no_default_route:
        return "its interface has no default route";
    case RefusalRule::other_uplink:
        break;
    }
    return "it is not on uplink " + join(policy.uplinks, " or ");
}

std::vector<Candidate> select(const Candidates& candidates, Family family, const AddressPolicy& policy) {
    const std::vector<const Candidate*> list = allowed(candidates.of(family), policy);
    if (policy.choice == AddressPolicy::Choice::uplinks) {
        const Candidate* first = first_along(list, policy);
        if (!first) return {};
        return {*preferred(first, list, policy)};
    }
    if (list.empty()) return {};
    if (policy.choice == AddressPolicy::Choice::best) return {*preferred(list.front(), list, policy)};
    std::vector<Candidate> chosen;
    for (const Candidate* candidate : list) {
        if (chosen.size() == most_values) break;
        const bool has_one = std::any_of(chosen.begin(), chosen.end(), [&](const Candidate& other) {
            return other.ifindex == candidate->ifindex;
        });
        if (!has_one) chosen.push_back(*preferred(candidate, list, policy));
    }
    return chosen;
}

} // namespace ddns
