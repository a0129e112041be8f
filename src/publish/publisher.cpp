// SPDX-License-Identifier: MIT
#include "publish/publisher.h"

namespace ddns {

Publisher::Publisher(const Config& config, std::vector<std::unique_ptr<AccountSession>> sessions,
                     Timers& timers, OnOutcomes on_outcomes)
    : config_(config), timers_(timers), on_outcomes_(std::move(on_outcomes)), sessions_(std::move(sessions)) {
}

void Publisher::submit(std::vector<Change> changes) {
    in_flight_ += changes.size();
    std::vector<std::vector<Change>> by_account(sessions_.size());
    for (Change& change : changes)
        by_account[config_.records[change.record].account].push_back(std::move(change));
    for (std::size_t account = 0; account < by_account.size(); ++account)
        if (!by_account[account].empty()) start(account, std::move(by_account[account]));
}

void Publisher::start(std::size_t account, std::vector<Change> changes) {
    const auto submission = submissions_.emplace(submissions_.end());
    submission->pending = changes.size();
    submission->operation = sessions_[account]->submit(
        std::move(changes), [this, submission](Outcome outcome) { ended(submission, std::move(outcome)); });
}

void Publisher::ended(std::list<Submission>::iterator submission, Outcome outcome) {
    outcomes_.push_back(std::move(outcome));
    if (!delivery_) delivery_ = timers_.after(Duration::zero(), [this] { deliver(); });
    if (--submission->pending == 0) submissions_.erase(submission);
}

void Publisher::deliver() {
    delivery_.reset();
    std::vector<Outcome> outcomes = std::exchange(outcomes_, {});
    in_flight_ -= outcomes.size();
    on_outcomes_(std::move(outcomes));
}

} // namespace ddns
