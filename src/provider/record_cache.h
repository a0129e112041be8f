// SPDX-License-Identifier: MIT
#pragma once

#include "provider/change.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace ddns {

struct Zone {
    std::string id;
    std::string name;
    bool numeric_id = false; ///< the provider writes it as a number
};

/// One record as the provider has it.
struct HeldRecord {
    std::string id;          ///< of the record, or of the RRset; its value where there are no ids
    bool numeric_id = false; ///< the provider writes it as a number
    std::string value;       ///< an address in its canonical form, or whatever the provider says
    std::optional<unsigned> ttl;
    std::vector<std::string> options; ///< parallel to the definition's record options that `list` reads
};

/// The records of an RRset, looked up or written by us.
using HeldSet = std::vector<HeldRecord>;

/// What an account's provider was last seen to hold, for the names that we keep. A name that is not in it is
/// unknown; a name with an empty set has no record.
class RecordCache {
public:
    [[nodiscard]] HeldSet* find(RecordType type, const std::string& name) {
        auto& sets = sets_[static_cast<std::size_t>(type)];
        const auto it = sets.find(name);
        return it == sets.end() ? nullptr : &it->second;
    }
    void put(RecordType type, const std::string& name, HeldSet set) {
        sets_[static_cast<std::size_t>(type)][name] = std::move(set);
    }
    void forget(RecordType type, const std::string& name) {
        sets_[static_cast<std::size_t>(type)].erase(name);
    }

private:
    std::unordered_map<std::string, HeldSet> sets_[2];
};

} // namespace ddns
