// SPDX-License-Identifier: MIT
#include "plan/gate.h"

#include <algorithm>

namespace ddns {

namespace {

using std::chrono::seconds;

Ruling at_once(std::string_view why) { return {HoldReason::better, Duration::zero(), why, false}; }

Ruling provisional() {
    return {HoldReason::provisional, seconds(3), "no address of the kind that is wanted has come within 3 s",
            false};
}

Ruling old_is_down() {
    return {HoldReason::failover, seconds(3), "the uplink of the old address has been down for 3 s", true};
}

/// The old address still works. After a failover the way back is as slow as the way there.
Ruling old_works(const std::optional<Origin>& origin) {
    if (origin && origin->by_failover)
        return {HoldReason::better, seconds(3), "the better uplink has been back for 3 s", false};
    return {HoldReason::better, seconds(1), "a better address has been there for 1 s", false};
}

} // namespace

Ruling Gate::judge(const Record& record, const Wish& wish, const std::vector<IpAddress>& published,
                   const std::optional<Origin>& origin) {
    if (published == wish.values) return at_once("the last update was not confirmed");
    if (!wish.solid()) return provisional();
    if (published.empty()) return at_once("nothing is known to be published");
    // Of several values only those that would go can be a loss; the one that asks for most patience decides.
    Ruling ruling = at_once("there are more addresses");
    for (const IpAddress& old : published) {
        if (std::binary_search(wish.values.begin(), wish.values.end(), old)) continue;
        const Ruling one = judge_old(record, wish, old, origin);
        if (one.hold >= ruling.hold) ruling = one;
    }
    return ruling;
}

Ruling Gate::judge_old(const Record& record, const Wish& wish, const IpAddress& old,
                       const std::optional<Origin>& origin) {
    const bool other_host = !record.policy.hosts.empty();
    const Standing& standing = standing_of(old, other_host);
    if (!standing.configured && other_host) return at_once("the old prefix is gone");
    if (!standing.configured) {
        if (origin && origin->detected) return judge_detected(wish, old.family(), *origin);
        return at_once("the old address is gone");
    }
    if (standing.deprecated)
        return at_once(other_host ? "the old prefix is deprecated" : "the old address is deprecated");
    const bool same_interface =
        std::any_of(wish.winners.begin(), wish.winners.end(), [&](const Candidate& winner) {
            return std::find(standing.interfaces.begin(), standing.interfaces.end(), winner.ifindex) !=
                   standing.interfaces.end();
        });
    if (same_interface)
        return at_once(other_host ? "its interface has a better prefix, or other hosts are wanted"
                                  : "its interface has a better address");
    const bool works = standing.candidate && !refused_by(*standing.candidate, record.policy);
    return works ? old_works(origin) : old_is_down();
}

Ruling Gate::judge_detected(const Wish& wish, Family family, const Origin& origin) const {
    const bool same_interface =
        std::any_of(wish.winners.begin(), wish.winners.end(),
                    [&](const Candidate& winner) { return winner.interface == origin.interface; });
    if (same_interface) return at_once("the outside sees a new address");
    const Interface* interface = snapshot_.find_interface(std::string_view(origin.interface));
    const bool has_address =
        interface &&
        std::any_of(snapshot_.addresses.begin(), snapshot_.addresses.end(), [&](const InterfaceAddress& a) {
            return a.interface == interface->index && a.address.family() == family;
        });
    if (!has_address) return at_once("the old uplink is gone");
    const auto& ranked = candidates_.of(family);
    const bool works = std::any_of(ranked.begin(), ranked.end(), [&](const Candidate& c) {
        return c.ifindex == interface->index && c.has_default && !c.unanswered;
    });
    return works ? old_works(origin) : old_is_down();
}

const Gate::Standing& Gate::standing_of(const IpAddress& address, bool other_host) {
    const auto [place, is_new] = standings_.try_emplace({address, other_host});
    Standing& standing = place->second;
    if (!is_new) return standing;
    const auto stands_for = [&](const IpAddress& here, unsigned prefix_length) {
        return other_host ? here.family() == Family::v6 && network_of(here, prefix_length).contains(address)
                          : here == address;
    };
    standing.deprecated = true;
    for (const InterfaceAddress& configured : snapshot_.addresses) {
        if (!stands_for(configured.address, configured.prefix_length)) continue;
        standing.configured = true;
        standing.deprecated = standing.deprecated && configured.deprecated;
        standing.interfaces.push_back(configured.interface);
    }
    const auto& ranked = candidates_.of(address.family());
    const auto found = std::find_if(ranked.begin(), ranked.end(), [&](const Candidate& candidate) {
        return stands_for(candidate.address, candidate.prefix_length);
    });
    if (found != ranked.end()) standing.candidate = &*found;
    return standing;
}

} // namespace ddns
