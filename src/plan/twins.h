// SPDX-License-Identifier: MIT
#pragma once

#include "config/config.h"

#include <array>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

namespace ddns {

/// The two records of one name that their provider writes together: A and AAAA at one account. The
/// configuration must outlive it.
class Twins {
public:
    explicit Twins(const Config& config) : config_(config) {
        for (std::size_t i = 0; i < config.records.size(); ++i) {
            const Record& record = config.records[i];
            if (!config.accounts[record.account].together) continue;
            of_name_[{record.account, record.name}].at(static_cast<std::size_t>(record.type)) = i;
        }
    }

    /// Nothing when the account's provider knows no such thing, or the other family is not configured.
    [[nodiscard]] std::optional<std::size_t> of(std::size_t index) const {
        const Record& record = config_.records[index];
        const auto found = of_name_.find({record.account, record.name});
        if (found == of_name_.end()) return std::nullopt;
        return found->second.at(record.type == RecordType::A ? 1 : 0);
    }

private:
    static_assert(static_cast<std::size_t>(RecordType::A) == 0 &&
                  static_cast<std::size_t>(RecordType::AAAA) == 1);
    const Config& config_;
    std::map<std::pair<std::size_t, std::string_view>, std::array<std::optional<std::size_t>, 2>> of_name_;
};

} // namespace ddns
