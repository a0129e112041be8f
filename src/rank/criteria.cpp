// SPDX-License-Identifier: MIT
#include "rank/rank.h"

#include <array>

namespace ddns {
namespace {

constexpr std::array<std::string_view, 14> criterion_names{
    "has_default",   "class",        "not_deprecated", "main_table", "metric", "router_pref", "os_route_dev",
    "not_temporary", "infinite_lft", "primary",        "incumbent",  "kind",   "ifindex",     "address",
};

std::string_view word(RouterPreference preference) {
    return preference == RouterPreference::high ? "high" : "low";
}

} // namespace

std::string_view to_string(Criterion criterion) {
    return criterion_names.at(static_cast<std::size_t>(criterion));
}

std::optional<Criterion> parse_criterion(std::string_view word) {
    for (std::size_t i = 0; i < criterion_names.size(); ++i)
        if (criterion_names[i] == word) return static_cast<Criterion>(i);
    return std::nullopt;
}

std::vector<Criterion> default_order() {
    std::vector<Criterion> order;
    for (std::size_t i = 0; i < criterion_names.size(); ++i) order.push_back(static_cast<Criterion>(i));
    return order;
}

std::vector<std::string> reasons(const Candidate& candidate) {
    std::vector<std::string> list;
    list.emplace_back(candidate.has_default ? "owns a default route" : "no default route");
    const std::string_view block = classify(candidate.address).block;
    list.emplace_back(block.empty()
                          ? to_string(candidate.address_class)
                          : std::string(to_string(candidate.address_class)) + ": " + std::string(block));
    if (candidate.unanswered) list.emplace_back("its uplink's probe fails");
    if (candidate.deprecated) list.emplace_back("deprecated");
    if (candidate.has_default && !candidate.main_table) list.emplace_back("default not in the main table");
    if (candidate.metric != no_metric) list.emplace_back("metric " + std::to_string(candidate.metric));
    if (candidate.has_default && candidate.preference != RouterPreference::medium)
        list.emplace_back("router preference " + std::string(word(candidate.preference)));
    if (candidate.os_route) list.emplace_back("the system's own choice of interface");
    if (candidate.temporary) list.emplace_back("temporary");
    if (candidate.secondary) list.emplace_back("alias");
    if (candidate.incumbent) list.emplace_back("published now");
    if (candidate.behind && candidate.behind_by)
        list.emplace_back("behind " + candidate.behind->to_string() + " by " +
                          std::string(to_string(*candidate.behind_by)));
    return list;
}

std::string describe(ExclusionRule rule) {
    switch (rule) {
    case ExclusionRule::interface_down:
        return "interface is down";
    case ExclusionRule::no_carrier:
        return "interface has no carrier";
    case ExclusionRule::tentative:
        return "tentative: duplicate detection is not over";
    case ExclusionRule::optimistic:
        return "optimistic: duplicate detection is not over";
    case ExclusionRule::dad_failed:
        return "duplicate: another host has this address";
    case ExclusionRule::not_local_yet:
        return "the kernel has no local route for it yet";
    case ExclusionRule::skip_as_source:
        return "marked as not to be registered in DNS (SkipAsSource)";
    case ExclusionRule::unusable_class:
        return "loopback, multicast, unspecified or IPv4-mapped";
    case ExclusionRule::host_scope:
        return "valid on this host only (scope host)";
    case ExclusionRule::unknown_interface:
        return "its interface is not known";
    }
    return "not usable";
}

std::string describe(const Exclusion& exclusion) {
    if (exclusion.rule == ExclusionRule::unusable_class) {
        const std::string_view block = classify(exclusion.address).block;
        if (!block.empty()) return std::string(block);
    }
    return describe(exclusion.rule);
}

} // namespace ddns
