// SPDX-License-Identifier: MIT
#pragma once

#include "config/config.h"
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

    /// The interfaces, the order and its reasons: once at the start, at debug level afterwards.
    void candidates(const Candidates& candidates);
    /// What is held and why, what is lost and why. New facts only.
    void plan(const Plan& plan, Instant now);
    /// `reaction` may be null (the job belongs to an earlier life of the configuration).
    void outcomes(const std::vector<Outcome>& outcomes,
                  const std::vector<std::shared_ptr<const Reaction>>& reactions,
                  const PlanMemory& memory_after, Instant now);
    /// The poll found what no event had told.
    void missed(const Snapshot& before, const Snapshot& after);
    /// A part of the program cannot work; said again only when the text changes or after `recovered`.
    void trouble(const std::string& part, const std::string& sentence);
    void recovered(const std::string& part, const std::string& sentence);

private:
    void success(const Outcome& outcome, const Reaction* reaction);
    void failure(const Outcome& outcome, const Reaction* reaction, const PlanMemory& memory, Instant now);
    [[nodiscard]] bool is_news(const Outcome& outcome);

    const Config& config_;
    Log& log_;
    bool introduced_ = false;
    std::map<std::size_t, ErrorKind> failing_; ///< records whose last job failed, and how
    std::map<std::pair<std::size_t, ErrorKind>, std::size_t> failing_in_account_;
    std::set<std::string> told_lost_;
    std::set<std::string> told_holds_;
    std::map<std::string, std::string> troubles_;
};

} // namespace ddns
