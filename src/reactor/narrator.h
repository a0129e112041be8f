// SPDX-License-Identifier: MIT
#pragma once

#include "config/config.h"
#include "net/detour.h"
#include "net/monitor.h"
#include "observe/log.h"
#include "plan/plan.h"
#include "reactor/reaction.h"

#include <map>
#include <memory>
#include <set>
#include <vector>

namespace ddns {

/// Says what happens, in sentences: one line an outcome, each failure once, nothing on a quiet day. Keeps
/// only what it needs in order not to repeat itself.
class Narrator {
public:
    Narrator(const Config& config, Log& log);

    /// The interfaces, the order and its reasons: once at the start, at debug level when they have changed.
    void candidates(const Candidates& candidates);
    /// What is held and why, what is lost and why. New facts only; that a record waits for an answer from
    /// outside, or is lost for another reason than before, is for the debug level.
    void plan(const Plan& plan, Instant now);
    /// `reaction` may be null (the job belongs to an earlier life of the configuration).
    void outcomes(const std::vector<Outcome>& outcomes,
                  const std::vector<std::shared_ptr<const Reaction>>& reactions,
                  const PlanMemory& memory_after, Instant now);
    /// Requests leave by other ways than before.
    void detours(const std::vector<Detour>& before, const std::vector<Detour>& after);
    /// The poll found what no event had told.
    void missed(const Snapshot& before, const Snapshot& after);
    /// A part of the program cannot work; said once until `recovered` or `forget`, what differs at debug
    /// level.
    void trouble(const std::string& part, const std::string& sentence);
    void recovered(const std::string& part, const std::string& sentence);
    /// Nobody cares for this part any more.
    void forget(const std::string& part) { troubles_.erase(part); }

private:
    /// What was said of a record, to tell news from it. `fact` is a hash, 0 = nothing.
    struct Told {
        std::size_t fact = 0;
        bool aloud = false;
    };

    void lost(const Plan& plan);
    void holds(const Plan& plan, Instant now);
    void success(const Outcome& outcome, const Reaction* reaction);
    void failure(const Outcome& outcome, const Reaction* reaction, const PlanMemory& memory, Instant now);
    [[nodiscard]] bool is_news(const Outcome& outcome);
    void forget_failures(std::size_t record);

    const Config& config_;
    Log& log_;
    bool introduced_ = false;
    Candidates told_candidates_;
    std::vector<Told> told_lost_, told_holds_;           ///< by index into Config::records
    std::map<std::size_t, std::set<ErrorKind>> failing_; ///< since a record's last success
    std::map<std::pair<std::size_t, ErrorKind>, std::size_t> failing_in_account_; ///< how many of those
    std::map<std::string, std::string> troubles_;
};

} // namespace ddns
