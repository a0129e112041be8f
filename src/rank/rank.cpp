// SPDX-License-Identifier: MIT
#include "rank/rank.h"

#include "rank/default_routes.h"

#include <algorithm>
#include <array>
#include <bit>
#include <span>
#include <tuple>

namespace ddns {
namespace {

constexpr std::size_t criteria_count = 14;
using Order = std::array<Criterion, criteria_count>;

/// A configured order, made total with what it leaves out.
Order complete(std::span<const Criterion> configured) {
    Order order{};
    std::array<bool, criteria_count> seen{};
    std::size_t count = 0;
    const auto add = [&](Criterion criterion) {
        bool& known = seen.at(static_cast<std::size_t>(criterion));
        if (!known) order.at(count++) = criterion;
        known = true;
    };
    for (const Criterion criterion : configured) add(criterion);
    for (const Criterion criterion : default_order()) add(criterion);
    return order;
}

/// The largest effective metric is the sum of two 32-bit ones; one more stands for "none".
constexpr unsigned metric_bits = 34;

constexpr unsigned width_of(Criterion criterion) {
    switch (criterion) {
    case Criterion::address_class:
    case Criterion::kind:
        return 3;
    case Criterion::metric:
        return metric_bits;
    case Criterion::router_pref:
        return 2;
    case Criterion::ifindex:
    case Criterion::address:
        return 32;
    default:
        return 1;
    }
}

/// All criteria of a candidate in their order, packed so that one comparison of numbers ranks it.
struct Key {
    std::uint64_t high = 0, low = 0;

    void push(std::uint64_t value, unsigned bits) {
        high = (high << bits) | (low >> (64 - bits));
        low = (low << bits) | value;
    }
    auto operator<=>(const Key&) const = default;
};

constexpr unsigned key_bits() {
    unsigned bits = 0;
    for (std::size_t i = 0; i < criteria_count; ++i) bits += width_of(static_cast<Criterion>(i));
    return bits;
}
static_assert(key_bits() <= 128);

/// The criterion in which two different keys differ first.
Criterion first_difference(const Order& order, const Key& a, const Key& b) {
    const std::uint64_t high = a.high ^ b.high;
    const auto leading =
        static_cast<unsigned>(high ? std::countl_zero(high) : 64 + std::countl_zero(a.low ^ b.low));
    unsigned end = 128 - key_bits();
    for (const Criterion criterion : order) {
        end += width_of(criterion);
        if (leading < end) return criterion;
    }
    return Criterion::address;
}

/// What is the same for all addresses of an interface.
struct Link {
    const Interface* interface;
    const Uplink* uplink;
    std::array<std::optional<DefaultRoute>, 2> routes; ///< by family
};

/// The interfaces of a snapshot, found by index.
class Links {
public:
    Links(const Snapshot& snapshot, const std::vector<Uplink>& uplinks) {
        const DefaultRoutes routes(snapshot);
        links_.reserve(snapshot.interfaces.size());
        for (const Interface& interface : snapshot.interfaces) {
            const auto uplink = std::find_if(uplinks.begin(), uplinks.end(), [&](const Uplink& named) {
                return named.interface == interface.name;
            });
            links_.push_back(
                {&interface,
                 uplink == uplinks.end() ? nullptr : &*uplink,
                 {routes.of(interface.index, Family::v4), routes.of(interface.index, Family::v6)}});
        }
        std::stable_sort(links_.begin(), links_.end(), [](const Link& a, const Link& b) {
            return a.interface->index < b.interface->index;
        });
    }

    [[nodiscard]] const Link* find(std::uint32_t index) const {
        const auto found =
            std::lower_bound(links_.begin(), links_.end(), index, [](const Link& link, std::uint32_t wanted) {
                return link.interface->index < wanted;
            });
        return found != links_.end() && found->interface->index == index ? &*found : nullptr;
    }

private:
    std::vector<Link> links_;
};

std::optional<ExclusionRule> exclusion_of(const InterfaceAddress& address, const Link* link,
                                          AddressClass address_class) {
    if (!link) return ExclusionRule::unknown_interface;
    if (address_class == AddressClass::unusable) return ExclusionRule::unusable_class;
    if (address.scope == Scope::host) return ExclusionRule::host_scope;
    if (address.skip_as_source) return ExclusionRule::skip_as_source;
    if (!link->interface->up) return ExclusionRule::interface_down;
    if (!link->interface->carrier) return ExclusionRule::no_carrier;
    if (address.dad_failed) return ExclusionRule::dad_failed;
    if (address.optimistic) return ExclusionRule::optimistic;
    if (address.tentative) return ExclusionRule::tentative;
    if (address.not_local_yet) return ExclusionRule::not_local_yet;
    return std::nullopt;
}

/// What has a place in the order: an address of the snapshot, and what was found out about it.
struct Entry {
    Key key;
    const InterfaceAddress* address;
    const Link* link;
    std::uint32_t number; ///< its place in numeric order; equal addresses have equal ones
    AddressClass address_class;
};

/// Candidates of one snapshot. Their names are filled in only for those that are shown: of ten thousand
/// addresses the copies are what costs most.
class Describer {
public:
    Describer(const Snapshot& snapshot, const RankPolicy& policy)
        : snapshot_(snapshot), policy_(policy), incumbents_(policy.incumbents) {
        std::sort(incumbents_.begin(), incumbents_.end());
    }

    [[nodiscard]] Candidate without_names(const Entry& entry) const {
        const auto& [key, address, link, number, address_class] = entry;
        const bool v4 = address->address.family() == Family::v4;
        const std::uint32_t os_device = v4 ? snapshot_.os_device_v4 : snapshot_.os_device_v6;
        Candidate candidate;
        candidate.address = address->address;
        candidate.prefix_length = address->prefix_length;
        candidate.ifindex = link->interface->index;
        candidate.address_class = address_class;
        candidate.kind = link->interface->kind;
        if (const auto& route = link->routes.at(v4 ? 0 : 1)) {
            candidate.has_default = true;
            candidate.main_table = route->main_table;
            candidate.metric = link->uplink && link->uplink->metric ? *link->uplink->metric : route->metric;
            candidate.preference = route->preference;
        }
        candidate.os_route = os_device != 0 && os_device == candidate.ifindex;
        candidate.deprecated = address->deprecated;
        candidate.temporary = address->temporary && !v4; // in IPv4 the kernel's bit for it means "alias"
        candidate.infinite_lifetime = address->infinite_lifetime;
        candidate.secondary = address->secondary && v4;
        candidate.incumbent = std::binary_search(incumbents_.begin(), incumbents_.end(), candidate.address);
        return candidate;
    }

    [[nodiscard]] Candidate whole(const Entry& entry) const {
        Candidate candidate = without_names(entry);
        candidate.interface = entry.link->interface->name;
        if (entry.link->uplink) candidate.uplink = entry.link->uplink->name;
        candidate.unanswered = std::find(policy_.unanswered.begin(), policy_.unanswered.end(),
                                         candidate.interface) != policy_.unanswered.end();
        return candidate;
    }

private:
    const Snapshot& snapshot_;
    const RankPolicy& policy_;
    std::vector<IpAddress> incumbents_;
};

/// What a criterion has to say about a candidate; less is better. `number` is the address as a small number.
std::uint64_t value_of(Criterion criterion, const Candidate& candidate, std::uint32_t number) {
    switch (criterion) {
    case Criterion::has_default:
        return !candidate.has_default;
    case Criterion::address_class:
        return static_cast<std::uint64_t>(candidate.address_class);
    case Criterion::not_deprecated:
        return candidate.deprecated;
    case Criterion::main_table:
        return !candidate.main_table;
    case Criterion::metric:
        return std::min(candidate.metric, (std::uint64_t{1} << metric_bits) - 1);
    case Criterion::router_pref:
        return static_cast<std::uint64_t>(candidate.preference);
    case Criterion::os_route_dev:
        return !candidate.os_route;
    case Criterion::not_temporary:
        return candidate.temporary;
    case Criterion::infinite_lft:
        return !candidate.infinite_lifetime;
    case Criterion::primary:
        return candidate.secondary;
    case Criterion::incumbent:
        return !candidate.incumbent;
    case Criterion::kind: // all virtual kinds are alike
        return std::min(static_cast<std::uint64_t>(candidate.kind),
                        static_cast<std::uint64_t>(InterfaceKind::tun));
    case Criterion::ifindex:
        return candidate.ifindex;
    case Criterion::address:
        return number;
    }
    return 0;
}

/// Gives each entry the place of its address in numeric order.
void number(std::vector<Entry>& entries) {
    struct Numeric {
        std::uint64_t high, low;
        Family family;
        std::uint32_t index;
        [[nodiscard]] auto value() const { return std::tie(family, high, low); }
    };
    std::vector<Numeric> by_address;
    by_address.reserve(entries.size());
    for (const Entry& entry : entries) {
        std::array<std::uint64_t, 2> halves{};
        const auto bytes = entry.address->address.bytes();
        for (std::size_t i = 0; i < bytes.size(); ++i) halves.at(i / 8) = (halves.at(i / 8) << 8) | bytes[i];
        const auto index = static_cast<std::uint32_t>(by_address.size());
        by_address.push_back({halves[0], halves[1], entry.address->address.family(), index});
    }
    // What the kernel lists is sorted in long runs, which merging uses.
    std::stable_sort(by_address.begin(), by_address.end(),
                     [](const Numeric& a, const Numeric& b) { return a.value() < b.value(); });
    for (std::size_t i = 1; i < by_address.size(); ++i) {
        const bool same = by_address[i].value() == by_address[i - 1].value();
        entries[by_address[i].index].number = entries[by_address[i - 1].index].number + (same ? 0 : 1);
    }
}

/// Splits a snapshot's addresses into those that can be ranked, in no order, and the rest.
std::vector<Entry> admit(const Snapshot& snapshot, const Links& links, std::vector<Exclusion>& excluded) {
    std::vector<Entry> entries;
    entries.reserve(snapshot.addresses.size());
    for (const InterfaceAddress& address : snapshot.addresses) {
        const Link* link = links.find(address.interface);
        const AddressClass address_class = classify(address.address).address_class;
        if (const auto rule = exclusion_of(address, link, address_class)) {
            std::string name = link ? link->interface->name : "#" + std::to_string(address.interface);
            excluded.push_back({address.address, std::move(name), *rule});
            continue;
        }
        entries.push_back({{}, &address, link, 0, address_class});
    }
    std::stable_sort(excluded.begin(), excluded.end(), [](const Exclusion& a, const Exclusion& b) {
        return std::tie(a.address, a.interface) < std::tie(b.address, b.interface);
    });
    return entries;
}

/// Best first.
void sort(std::vector<Entry>& entries, const Order& order, const Describer& describer) {
    number(entries);
    for (Entry& entry : entries) {
        const Candidate candidate = describer.without_names(entry);
        for (const Criterion criterion : order)
            entry.key.push(value_of(criterion, candidate, entry.number), width_of(criterion));
    }
    std::stable_sort(entries.begin(), entries.end(),
                     [](const Entry& a, const Entry& b) { return a.key < b.key; });
}

/// Of equal addresses the first is the best one, the others are dropped.
void drop_copies(std::vector<Entry>& entries) {
    std::vector<bool> seen(entries.size()); // by number
    std::erase_if(entries, [&](const Entry& entry) {
        const bool copy = seen[entry.number];
        seen[entry.number] = true;
        return copy;
    });
}

} // namespace

Candidates rank(const Snapshot& snapshot, const RankPolicy& policy) {
    Candidates result;
    const Order order = complete(policy.order);
    const Links links(snapshot, policy.uplinks);
    const Describer describer(snapshot, policy);
    std::vector<Entry> entries = admit(snapshot, links, result.excluded);
    sort(entries, order, describer);
    drop_copies(entries);
    for (const Family family : {Family::v4, Family::v6}) {
        const auto is_of_family = [&](const Entry& e) { return e.address->address.family() == family; };
        std::vector<Candidate>& list = family == Family::v4 ? result.v4 : result.v6;
        list.reserve(static_cast<std::size_t>(std::count_if(entries.begin(), entries.end(), is_of_family)));
        const Entry* previous = nullptr;
        for (const Entry& entry : entries) {
            if (!is_of_family(entry)) continue;
            Candidate& candidate = list.emplace_back(describer.whole(entry));
            if (previous) {
                candidate.behind = previous->address->address;
                candidate.behind_by = first_difference(order, previous->key, entry.key);
            }
            previous = &entry;
        }
    }
    return result;
}

} // namespace ddns
