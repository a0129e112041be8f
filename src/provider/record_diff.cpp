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

} // namespace

std::vector<WriteOp> difference(const HeldSet& held, const std::vector<IpAddress>& wanted,
                                const WantedExtras& extras, Ways ways) {
    std::vector<const HeldRecord*> spare;
    std::vector<IpAddress> missing = wanted;
    std::vector<WriteOp> out;
    for (const HeldRecord& record : held) {
        const auto match = std::find_if(missing.begin(), missing.end(),
                                        [&](const IpAddress& ip) { return ip.to_string() == record.value; });
        if (match == missing.end()) {
            spare.push_back(&record);
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

std::vector<WriteOp> difference_of_set(const HeldSet& held, const std::vector<IpAddress>& wanted,
                                       const WantedExtras& extras, WriteKind write, WriteKind create,
                                       bool refresh) {
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
