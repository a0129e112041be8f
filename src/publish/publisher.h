// SPDX-License-Identifier: MIT
#pragma once

#include "config/config.h"
#include "loop/timers.h"
#include "provider/session.h"

#include <functional>
#include <list>
#include <memory>
#include <vector>

namespace ddns {

/// Sends changes on their way, all accounts in parallel, and gathers how they ended.
///
/// It decides nothing: what to send, when to retry and which account is stopped is the plan's business; how
/// many requests an account may have on their way and what shares a request is its session's. Destroying it
/// cancels whatever is on its way.
class Publisher {
public:
    /// Outcomes of one turn of the loop together, so that they cost one write of the state. Runs from the
    /// loop.
    using OnOutcomes = std::function<void(std::vector<Outcome>)>;

    /// `sessions` is parallel to `config.accounts`.
    Publisher(const Config& config, std::vector<std::unique_ptr<AccountSession>> sessions, Timers& timers,
              OnOutcomes on_outcomes);

    /// Never calls back inside.
    void submit(std::vector<Change> changes);

    /// Changes whose outcome has not been delivered yet.
    [[nodiscard]] std::size_t in_flight() const { return in_flight_; }

    /// See AccountSession::is_local.
    [[nodiscard]] bool is_local(std::size_t account) const { return sessions_[account]->is_local(); }

private:
    struct Submission {
        std::size_t pending = 0;
        std::unique_ptr<Operation> operation;
    };

    void start(std::size_t account, std::vector<Change> changes);
    void ended(std::list<Submission>::iterator submission, Outcome outcome);
    void deliver();

    const Config& config_;
    Timers& timers_;
    OnOutcomes on_outcomes_;
    std::size_t in_flight_ = 0;
    std::vector<Outcome> outcomes_;
    std::unique_ptr<Operation> delivery_;
    // Destroyed in this order, last first: what runs, then what it runs on.
    std::vector<std::unique_ptr<AccountSession>> sessions_;
    std::list<Submission> submissions_;
};

} // namespace ddns
