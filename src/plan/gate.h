// SPDX-License-Identifier: MIT
#pragma once

#include "plan/wish.h"

#include <map>

namespace ddns {

/// Whether a wish may go, and if not at once, how long it must have been wanted.
struct Ruling {
    HoldReason reason = HoldReason::better; ///< meaningless when `hold` is zero
    Duration hold{};
    std::string_view why;  ///< a phrase for people, as said when it goes
    bool failover = false; ///< it takes the place of an uplink that is down
};

/// The quality-gated edge: compares a wish with what is published and with what has become of that. One
/// object serves one call of `plan`; the references given must outlive it.
class Gate {
public:
    Gate(const Snapshot& snapshot, const Candidates& candidates)
        : snapshot_(snapshot), candidates_(candidates) {}

    /// `wish` has winners and differs from `published`.
    Ruling judge(const Record& record, const Wish& wish, const std::vector<IpAddress>& published,
                 const std::optional<Origin>& origin);

    /// The same for one value of a set that `wish` does not hold any more.
    Ruling judge_old(const Record& record, const Wish& wish, const IpAddress& old,
                     const std::optional<Origin>& origin);
    /// Whether this machine has the published value (or its network, for other hosts) on an interface.
    bool is_configured(const Record& record, const IpAddress& old) {
        return standing_of(old, !record.policy.hosts.empty()).configured;
    }

private:
    /// What has become of an address that is published; of its network, where it is that of another host.
    struct Standing {
        bool configured = false;
        bool deprecated = false; ///< wherever it is configured
        const Candidate* candidate = nullptr;
        std::vector<std::uint32_t> interfaces;
    };

    const Standing& standing_of(const IpAddress& address, bool other_host);
    [[nodiscard]] Ruling judge_detected(const Wish& wish, Family family, const Origin& origin) const;

    const Snapshot& snapshot_;
    const Candidates& candidates_;
    std::map<std::pair<IpAddress, bool>, Standing> standings_;
};

} // namespace ddns
