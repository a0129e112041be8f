// SPDX-License-Identifier: MIT
#pragma once

#include "rank/rank.h"

namespace ddns {

/// `address:`, `classes:` and `needs_default_route:` of a record: which candidates it may have.
struct AddressPolicy {
    enum class Choice : std::uint8_t {
        best,    ///< the first that is allowed
        all,     ///< every allowed one (several values in one RRset)
        uplinks, ///< the best of the first uplink in `uplinks` that has an allowed one
    };
    Choice choice = Choice::best;
    std::vector<std::string> uplinks; ///< names from `uplinks:`, or interface names; best first
    ClassSet classes{AddressClass::public_};
    bool needs_default_route = true;

    bool operator==(const AddressPolicy&) const = default;
};

/// Whether the policy allows this candidate; else the reason as a short phrase for people
/// ("class cgnat is not allowed", "its interface has no default route", "it is not on uplink fiber").
std::optional<std::string> refusal(const Candidate& candidate, const AddressPolicy& policy);

/// The candidates to publish for one family, best first; empty when there is none. At most 16 for `all`.
std::vector<Candidate> select(const Candidates& candidates, Family family, const AddressPolicy& policy);

} // namespace ddns
