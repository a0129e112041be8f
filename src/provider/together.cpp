// SPDX-License-Identifier: MIT
#include "provider/together.h"

#include <map>
#include <string>

namespace ddns {

std::vector<Change> merge_families(std::vector<Change> changes) {
    std::map<std::string, std::size_t> places; // by name: where its change is in `merged`
    std::vector<Change> merged;
    for (Change& change : changes) {
        const auto [place, first] = places.try_emplace(change.name, merged.size());
        if (first) {
            merged.push_back(std::move(change));
            continue;
        }
        Change& whole = merged[place->second];
        whole.other = std::move(change.values);
        whole.other_record = change.record;
        whole.refresh = whole.refresh || change.refresh;
    }
    return merged;
}

} // namespace ddns
