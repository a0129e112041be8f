// SPDX-License-Identifier: MIT
#pragma once

#include "plan/plan.h"

#include <map>
#include <unordered_map>

namespace ddns {

/// What a record would hold if nothing but the present counted.
struct Wish {
    std::vector<Candidate> winners; ///< best first; empty: there is none
    std::vector<IpAddress> values;  ///< theirs, sorted
    bool detected = false;          ///< seen from outside, through the winner's interface
    bool provisional = false; ///< deprecated, or temporary though a stable one is wanted, or the reverse
    bool waiting = false;     ///< no winner because an answer from outside is still to come
    std::string lost;         ///< why there is no winner
    std::map<IpAddress, Origin> origins; ///< of each value
    std::vector<std::string>
        silent;                     ///< interfaces that are up, but nobody has told how the outside sees them
    std::vector<DetectWish> detect; ///< what must be asked outside for it

    /// Good enough to be published without waiting for something better.
    [[nodiscard]] bool solid() const { return !winners.empty() && !provisional; }
};

/// The wishes of all records within one call of `plan`. Records with equal type, policy and source share one,
/// so that ten thousand records cost one selection. The references given must outlive it.
class Wishes {
public:
    explicit Wishes(const PlanInput& input)
        : candidates_(input.candidates), detected_(input.detected), snapshot_(input.snapshot),
          uplinks_(input.config.uplinks) {}

    /// Valid as long as this object.
    const Wish& of(const Record& record);

private:
    struct SameWish {
        std::size_t operator()(const Record* record) const;
        bool operator()(const Record* a, const Record* b) const;
    };

    [[nodiscard]] Wish make(const Record& record) const;
    [[nodiscard]] Wish along_uplinks(const Record& record) const;
    [[nodiscard]] Wish by_every_way(const Record& record) const;
    [[nodiscard]] Wish by_one_way(const Record& record, const AddressPolicy& policy) const;
    [[nodiscard]] Wish from_interface(Family family, const AddressPolicy& policy) const;
    [[nodiscard]] Wish from_outside(const Candidate& inside, const AddressPolicy& policy) const;
    [[nodiscard]] const Candidate* first_with_default(Family family, const AddressPolicy& policy) const;
    [[nodiscard]] std::string why_none(Family family, const AddressPolicy& policy) const;
    [[nodiscard]] std::string why_no_prefix(const std::string& from) const;

    const Candidates& candidates_;
    const std::vector<Detected>& detected_;
    const Snapshot& snapshot_;
    const std::vector<Uplink>& uplinks_;
    std::unordered_map<const Record*, Wish, SameWish, SameWish> made_;
};

} // namespace ddns
