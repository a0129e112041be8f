// SPDX-License-Identifier: MIT
#pragma once

#include "state/store.h"

#include <optional>

namespace ddns {

/// The state without a disk. While `refusal` is set nothing is written, but everything is remembered, as the
/// real one does.
class MemoryStore final : public StateStore {
public:
    std::map<RecordKey, StoredRecord> remembered;
    std::map<RecordKey, StoredRecord> written; ///< what a restart would find
    std::string complaint;
    std::optional<Error> refusal;
    int syncs = 0;

    [[nodiscard]] const std::map<RecordKey, StoredRecord>& records() const override { return remembered; }
    [[nodiscard]] const std::string& damage() const override { return complaint; }
    Result<void> record(const std::vector<std::pair<RecordKey, StoredRecord>>& facts) override {
        for (const auto& [key, stored] : facts) remembered[key] = stored;
        if (refusal && remembered != written) return tl::unexpected(*refusal);
        written = remembered;
        return {};
    }
    Result<void> sync() override {
        ++syncs;
        return {};
    }
};

} // namespace ddns
