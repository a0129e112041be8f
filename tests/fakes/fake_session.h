// SPDX-License-Identifier: MIT
#pragma once

#include "provider/session.h"

#include <memory>
#include <utility>
#include <vector>

namespace ddns {

/// A session that keeps what it is given until the test ends it.
class FakeSession final : public AccountSession {
public:
    struct Given {
        std::vector<Change> changes;
        OnOutcome on_outcome;
        bool cancelled = false;
        std::string way{}; ///< of the outcomes
    };
    std::vector<std::shared_ptr<Given>> given;
    std::function<void()> on_submit; ///< runs inside `submit`: what the world looks like at that moment
    bool local = false;

    std::unique_ptr<Operation> submit(std::vector<Change> changes, OnOutcome on_outcome) override {
        if (on_submit) on_submit();
        given.push_back(std::make_shared<Given>(Given{std::move(changes), std::move(on_outcome)}));
        return std::make_unique<Cancel>(given.back());
    }
    [[nodiscard]] bool is_local() const override { return local; }

    /// Ends one change of a submission. A failure without `error.kind` is `internal`.
    static void end(const std::shared_ptr<Given>& submission, std::size_t change, Outcome::Status status,
                    Error error = {}) {
        Outcome outcome;
        outcome.record = submission->changes.at(change).record;
        outcome.values = submission->changes.at(change).values;
        outcome.status = status;
        outcome.error = std::move(error);
        outcome.requests = 1;
        outcome.way = submission->way;
        const OnOutcome on_outcome = submission->on_outcome; // it may destroy its operation
        on_outcome(std::move(outcome));
    }

private:
    class Cancel final : public Operation {
    public:
        explicit Cancel(std::shared_ptr<Given> given) : given_(std::move(given)) {}
        ~Cancel() override { given_->cancelled = true; }

    private:
        std::shared_ptr<Given> given_;
    };
};

} // namespace ddns
