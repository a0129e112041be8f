// SPDX-License-Identifier: MIT
#include "plan/egress.h"

#include "detect/way_out.h"
#include "rank/default_routes.h"
#include "util/text.h"

#include <algorithm>
#include <fmt/format.h>

namespace ddns {

namespace {

/// "fiber (eth0)"; the interface alone where nobody named it.
std::string told(const Candidate& candidate) {
    if (candidate.uplink.empty()) return candidate.interface;
    return fmt::format("{} ({})", candidate.uplink, candidate.interface);
}

/// The best candidate of each interface whose probe fails.
std::vector<const Candidate*> unanswered(const std::vector<Candidate>& candidates) {
    std::vector<const Candidate*> found;
    for (const Candidate& candidate : candidates) {
        const auto same = [&](const Candidate* other) { return other->ifindex == candidate.ifindex; };
        if (candidate.unanswered && std::none_of(found.begin(), found.end(), same))
            found.push_back(&candidate);
    }
    return found;
}

bool is_healthy(const Candidate& candidate) {
    return candidate.has_default && !candidate.unanswered &&
           candidate.address_class != AddressClass::link_local;
}

const Candidate* healthy(const std::vector<Candidate>& candidates) {
    const Candidate* best = nullptr;
    for (const Candidate& candidate : candidates) {
        if (!is_healthy(candidate)) continue;
        if (!candidate.uplink.empty()) return &candidate;
        if (!best) best = &candidate;
    }
    return best;
}

std::vector<Prefix> networks(const Snapshot& snapshot, Family family) {
    std::vector<Prefix> out;
    for (const InterfaceAddress& entry : snapshot.addresses) {
        const unsigned bits = family == Family::v4 ? 32 : 128;
        if (entry.address.family() == family && entry.prefix_length > 0 && entry.prefix_length < bits)
            out.push_back({entry.address, entry.prefix_length});
    }
    return out;
}

std::optional<Detour> detour(const Snapshot& snapshot, Family family,
                             const std::vector<Candidate>& candidates) {
    const auto dead = unanswered(candidates);
    const Candidate* through = healthy(candidates);
    if (dead.empty() || !through) return std::nullopt;
    const WayOut way = way_out(snapshot, family, through->interface);
    if (!way.source) return std::nullopt;
    Detour out{family, way.interface, *way.source, {}, networks(snapshot, family), {}};
    std::vector<std::string> names;
    for (const Candidate* line : dead) {
        names.push_back(told(*line));
        for (const InterfaceAddress& entry : snapshot.addresses)
            if (entry.interface == line->ifindex && entry.address.family() == family)
                out.avoid.push_back(entry.address);
    }
    out.phrase =
        fmt::format("through {}, because nothing answers through {}", told(*through), join(names, ", "));
    return out;
}

} // namespace

std::vector<Detour> detours(const Snapshot& snapshot, const Candidates& candidates) {
    std::vector<Detour> out;
    for (const Family family : {Family::v4, Family::v6})
        if (auto way = detour(snapshot, family, candidates.of(family))) out.push_back(std::move(*way));
    return out;
}

Ways ways_out(const Snapshot& snapshot, const Candidates& candidates, const std::set<std::string>& named) {
    Ways out;
    out.detours = detours(snapshot, candidates);
    if (named.empty()) return out;
    const DefaultRoutes routes(snapshot);
    for (const std::string& name : named) {
        const Interface* interface = snapshot.find_interface(name);
        for (const Family family : {Family::v4, Family::v6}) {
            if (!interface || !routes.of(interface->index, family)) continue;
            if (const WayOut way = way_out(snapshot, family, name); way.source)
                out.sources.emplace(std::pair(name, family), *way.source);
        }
    }
    return out;
}

} // namespace ddns
