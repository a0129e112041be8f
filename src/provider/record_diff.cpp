// SPDX-License-Identifier: MIT
#include "provider/record_diff.h"

#include <algorithm>

namespace ddns {

namespace {

bool extras_equal(const HeldRecord& held, const WantedExtras& extras) {
    if (extras.ttl && held.ttl && *extras.ttl != *held.ttl) return false;
    for (std::size_t i = 0; i < extras.options.size() && i < held.options.size(); ++i)
        if (extras.options[i] && *extras.options[i] != held.options[i]) return false;
    return true;
}

bool is_ours(const HeldRecord& record, const WantedExtras& extras, const Ownership& ownership) {
    if (!ownership.keep_others) return true;
    if (std::any_of(ownership.ours.begin(), ownership.ours.end(),
                    [&](const IpAddress& ip) { return ip.to_string() == record.value; }))
        return true;
    if (!ownership.mark || *ownership.mark >= std::min(record.options.size(), extras.options.size()))
        return false;
    const std::optional<std::string>& mark = extras.options[*ownership.mark];
    return mark && !mark->empty() && *mark == record.options[*ownership.mark];
}

/// With the addresses of others, to be written again where a set is written as a whole.
std::vector<IpAddress> with_others(std::vector<IpAddress> wanted, const HeldSet& held,
                                   const WantedExtras& extras, const Ownership& ownership) {
    for (const HeldRecord& record : held) {
        const auto address = IpAddress::parse(record.value);
        if (address && !is_ours(record, extras, ownership)) wanted.push_back(*address);
    }
    std::sort(wanted.begin(), wanted.end());
    wanted.erase(std::unique(wanted.begin(), wanted.end()), wanted.end());
    return wanted;
}

} // namespace

std::vector<WriteOp> difference(const HeldSet& held, const std::vector<IpAddress>& wanted,
                                const WantedExtras& extras, WriteWays ways, const Ownership& ownership) {
    std::vector<const HeldRecord*> spare;
    std::vector<IpAddress> missing = wanted;
    std::vector<WriteOp> out;
    for (const HeldRecord& record : held) {
        const auto match = std::find_if(missing.begin(), missing.end(),
                                        [&](const IpAddress& ip) { return ip.to_string() == record.value; });
        if (match == missing.end()) {
            if (is_ours(record, extras, ownership)) spare.push_back(&record);
            continue;
        }
        if (ways.update && (ways.refresh || !extras_equal(record, extras)))
            out.push_back({WriteKind::update, record, {*match}});
        missing.erase(match);
    }
    std::size_t used = 0;
    HeldRecord like; // what a new record takes over from the one that it replaces
    if (!ways.update && !spare.empty()) {
        like.ttl = spare[0]->ttl;
        like.options = spare[0]->options;
    }
    for (const IpAddress& value : missing) {
        if (ways.update && used < spare.size())
            out.push_back({WriteKind::update, *spare[used++], {value}});
        else
            out.push_back({WriteKind::create, like, {value}});
    }
    for (; used < spare.size(); ++used) out.push_back({WriteKind::remove, *spare[used], {}});
    return out;
}

std::vector<WriteOp> difference_of_set(const HeldSet& held, const std::vector<IpAddress>& ours,
                                       const WantedExtras& extras, WriteKind write, WriteKind create,
                                       bool refresh, const Ownership& ownership) {
    const std::vector<IpAddress> wanted =
        ownership.keep_others ? with_others(ours, held, extras, ownership) : ours;
    if (held.empty())
        return wanted.empty() ? std::vector<WriteOp>{} : std::vector<WriteOp>{{create, {}, wanted}};
    if (wanted.empty()) return {{WriteKind::remove, held[0], {}}};
    std::vector<std::string> have, want;
    for (const HeldRecord& record : held) have.push_back(record.value);
    for (const IpAddress& value : wanted) want.push_back(value.to_string());
    std::sort(have.begin(), have.end());
    std::sort(want.begin(), want.end());
    const bool same = have == want && std::all_of(held.begin(), held.end(), [&](const HeldRecord& record) {
                          return extras_equal(record, extras);
                      });
    if (same && !refresh) return {};
    return {{write, held[0], wanted}};
}

} // namespace ddns
