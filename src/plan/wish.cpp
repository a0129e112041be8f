// SPDX-License-Identifier: MIT
#include "plan/wish.h"

#include <algorithm>
#include <fmt/format.h>

namespace ddns {

namespace {

std::string_view family_name(Family family) { return family == Family::v4 ? "IPv4" : "IPv6"; }

/// For other hosts only the network counts, in which an address may be temporary.
bool is_steady(const Candidate& candidate, const AddressPolicy& policy) {
    if (candidate.deprecated) return false;
    return !policy.hosts.empty() || candidate.temporary == policy.temporary;
}

bool is_on(const Candidate& candidate, const AddressPolicy& policy) {
    if (!policy.prefix_from.empty())
        return candidate.interface == policy.prefix_from || candidate.uplink == policy.prefix_from;
    if (policy.choice != AddressPolicy::Choice::uplinks) return true;
    return std::any_of(policy.uplinks.begin(), policy.uplinks.end(), [&](const std::string& name) {
        return candidate.uplink == name || candidate.interface == name;
    });
}

Wish lost(std::string reason) {
    Wish wish;
    wish.lost = std::move(reason);
    return wish;
}

void take_values(Wish& wish) {
    for (const auto& [value, origin] : wish.origins) wish.values.push_back(value);
}

void take_winners(Wish& wish, std::vector<Candidate> winners) {
    wish.winners = std::move(winners);
    for (const Candidate& winner : wish.winners)
        wish.origins.try_emplace(winner.address, Origin{winner.interface, winner.detected, false});
    take_values(wish);
}

/// All hosts in all networks, or none: a name with some of its hosts would be a wrong one.
void take_hosts(Wish& wish, std::vector<Candidate> winners, const std::vector<HostPart>& hosts) {
    for (const Candidate& winner : winners) {
        const Prefix network = network_of(winner.address, winner.prefix_length);
        for (const HostPart& host : hosts) {
            const auto value = address_in(network, host);
            if (!value) {
                wish.lost = fmt::format("the host part {} does not fit the network {} of {}",
                                        host.bits.to_string(), network.to_string(), winner.interface);
                wish.origins.clear();
                return;
            }
            if (wish.origins.size() < most_values)
                wish.origins.try_emplace(*value, Origin{winner.interface, false, false});
        }
    }
    wish.winners = std::move(winners);
    take_values(wish);
}

std::string behind_cgnat(const Candidate& inside) {
    return fmt::format("{} on {} is behind the provider's NAT (RFC 6598), where no inbound connection would "
                       "arrive; `source: detect` publishes the outside address all the same",
                       inside.address.to_string(), inside.interface);
}

} // namespace

std::size_t Wishes::SameWish::operator()(const Record* record) const {
    const AddressPolicy& policy = record->policy;
    std::size_t hash = static_cast<std::size_t>(record->type);
    const auto mix = [&hash](std::size_t part) { hash = hash * 31 + part; };
    mix(static_cast<std::size_t>(record->source));
    mix(static_cast<std::size_t>(policy.choice));
    mix(policy.needs_default_route ? 1 : 0);
    for (const AddressClass c : {AddressClass::public_, AddressClass::cgnat, AddressClass::private_})
        mix(policy.classes.contains(c) ? 1 : 0);
    mix(policy.temporary ? 1 : 0);
    for (const HostPart& host : policy.hosts)
        for (const std::uint8_t byte : host.bits.bytes()) mix(byte);
    mix(std::hash<std::string>()(policy.prefix_from));
    for (const std::string& uplink : policy.uplinks) mix(std::hash<std::string>()(uplink));
    return hash;
}

bool Wishes::SameWish::operator()(const Record* a, const Record* b) const {
    return a->type == b->type && a->source == b->source && a->policy == b->policy;
}

const Wish& Wishes::of(const Record& record) {
    const auto found = made_.find(&record);
    if (found != made_.end()) return found->second;
    return made_.emplace(&record, make(record)).first->second;
}

Wish Wishes::make(const Record& record) const {
    if (!record.policy.hosts.empty()) return from_interface(family_of(record.type), record.policy);
    if (record.policy.choice == AddressPolicy::Choice::uplinks) return along_uplinks(record);
    if (record.policy.choice == AddressPolicy::Choice::all) return by_every_way(record);
    return by_one_way(record, record.policy);
}

/// Each uplink gives its own; those that are not steady only when there is no other.
Wish Wishes::by_every_way(const Record& record) const {
    Wish all;
    std::vector<Candidate> steady, others;
    std::vector<std::uint32_t> asked;
    for (const Candidate& candidate : candidates_.of(family_of(record.type))) {
        if (record.policy.needs_default_route && !candidate.has_default) continue;
        if (std::find(asked.begin(), asked.end(), candidate.ifindex) != asked.end()) continue;
        asked.push_back(candidate.ifindex);
        AddressPolicy only = record.policy;
        only.choice = AddressPolicy::Choice::uplinks;
        only.uplinks = {candidate.interface};
        const Wish one = by_one_way(record, only);
        all.detect.insert(all.detect.end(), one.detect.begin(), one.detect.end());
        all.silent.insert(all.silent.end(), one.silent.begin(), one.silent.end());
        all.waiting = all.waiting || one.waiting;
        if (all.lost.empty()) all.lost = one.lost;
        auto& list = one.provisional ? others : steady;
        list.insert(list.end(), one.winners.begin(), one.winners.end());
    }
    if (asked.empty()) all.lost = why_none(family_of(record.type), record.policy);
    all.provisional = steady.empty();
    if (steady.empty()) steady = std::move(others);
    if (steady.size() > most_values) steady.resize(most_values);
    if (steady.empty()) return all;
    all.waiting = false;
    all.lost.clear();
    all.detected = steady.front().detected;
    take_winners(all, std::move(steady));
    return all;
}

/// The first uplink that has something decides; one that still waits for its answer is not passed over.
Wish Wishes::along_uplinks(const Record& record) const {
    Wish decided;
    std::vector<DetectWish> detect;
    bool open = true;
    for (const std::string& uplink : record.policy.uplinks) {
        if (!open && record.source != AddressSource::detect) break;
        AddressPolicy only = record.policy;
        only.uplinks = {uplink};
        Wish wish = by_one_way(record, only);
        detect.insert(detect.end(), wish.detect.begin(), wish.detect.end());
        if (!open) continue;
        open = wish.winners.empty() && !wish.waiting;
        if (decided.lost.empty() || !open) decided = std::move(wish);
    }
    decided.detect = std::move(detect);
    return decided;
}

Wish Wishes::by_one_way(const Record& record, const AddressPolicy& policy) const {
    const Family family = family_of(record.type);
    if (record.source == AddressSource::interface) return from_interface(family, policy);
    const Candidate* first = first_with_default(family, policy);
    if (record.source == AddressSource::detect) {
        if (first) return from_outside(*first, policy);
        return lost(fmt::format("no interface has an {} default route to ask the outside through",
                                family_name(family)));
    }
    Wish inside = from_interface(family, policy);
    if (!first || !refused_by(*first, policy)) return inside;
    if (!policy.needs_default_route && !inside.winners.empty()) return inside;
    // Translated IPv6 (NAT66) is too rare to be assumed; `source: detect` asks for it.
    if (first->address_class == AddressClass::private_ && family == Family::v4)
        return from_outside(*first, policy);
    if (inside.winners.empty() && first->address_class == AddressClass::cgnat)
        return lost(behind_cgnat(*first));
    return inside;
}

Wish Wishes::from_interface(Family family, const AddressPolicy& policy) const {
    std::vector<Candidate> winners = select(candidates_, family, policy);
    if (winners.empty()) return lost(why_none(family, policy));
    const auto unsteady = [&](const Candidate& winner) { return !is_steady(winner, policy); };
    Wish wish;
    wish.provisional = std::all_of(winners.begin(), winners.end(), unsteady);
    if (!wish.provisional)
        winners.erase(std::remove_if(winners.begin(), winners.end(), unsteady), winners.end());
    if (policy.hosts.empty())
        take_winners(wish, std::move(winners));
    else
        take_hosts(wish, std::move(winners), policy.hosts);
    return wish;
}

Wish Wishes::from_outside(const Candidate& inside, const AddressPolicy& policy) const {
    const Family family = inside.address.family();
    Wish wish;
    wish.detect.push_back(DetectWish{family, inside.interface});
    const auto answer = std::find_if(detected_.begin(), detected_.end(), [&](const Detected& d) {
        return d.family == family && d.interface == inside.interface;
    });
    if (answer == detected_.end()) {
        wish.waiting = true;
        wish.silent.push_back(inside.interface);
        wish.lost = fmt::format("detection through {} has no answer yet", inside.interface);
        return wish;
    }
    if (!answer->address || answer->address->family() != family) {
        wish.silent.push_back(inside.interface);
        wish.lost =
            fmt::format("detection through {} gave no address that can be believed", inside.interface);
        return wish;
    }
    const AddressClass seen = classify(*answer->address).address_class;
    if (!policy.classes.contains(seen)) {
        wish.lost = fmt::format("the outside sees {} through {}, and class {} is not allowed",
                                answer->address->to_string(), inside.interface, to_string(seen));
        return wish;
    }
    Candidate winner = inside;
    winner.address = *answer->address;
    winner.address_class = seen;
    winner.deprecated = winner.temporary = false;
    winner.detected = true;
    wish.detected = true;
    take_winners(wish, {std::move(winner)});
    return wish;
}

const Candidate* Wishes::first_with_default(Family family, const AddressPolicy& policy) const {
    for (const Candidate& candidate : candidates_.of(family))
        if (candidate.has_default && !candidate.unanswered && is_on(candidate, policy)) return &candidate;
    return nullptr;
}

std::string Wishes::why_no_prefix(const std::string& from) const {
    const auto uplink =
        std::find_if(uplinks_.begin(), uplinks_.end(), [&](const Uplink& each) { return each.name == from; });
    const std::string& interface = uplink == uplinks_.end() ? from : uplink->interface;
    if (!snapshot_.find_interface(interface))
        return fmt::format("there is no interface {}, where the prefix is to come from; check `prefix_from:`",
                           interface);
    return fmt::format("no IPv6 address on {}", from);
}

std::string Wishes::why_none(Family family, const AddressPolicy& policy) const {
    for (const Candidate& candidate : candidates_.of(family)) {
        if (!is_on(candidate, policy)) continue;
        if (const auto why = refusal(candidate, policy))
            return fmt::format("the best {} address, {} on {}, is refused: {}", family_name(family),
                               candidate.address.to_string(), candidate.interface, *why);
    }
    if (!policy.prefix_from.empty()) return why_no_prefix(policy.prefix_from);
    if (policy.choice == AddressPolicy::Choice::uplinks && !candidates_.of(family).empty())
        return fmt::format("no {} address on {}", family_name(family), fmt::join(policy.uplinks, ", "));
    return fmt::format("no usable {} address on this machine", family_name(family));
}

} // namespace ddns
