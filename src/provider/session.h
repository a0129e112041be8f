// SPDX-License-Identifier: MIT
#pragma once

#include "provider/change.h"
#include "util/operation.h"

#include <functional>
#include <memory>
#include <vector>

namespace ddns {

/// One account at work: knows how to make its provider hold what is wanted. Created once per account and
/// configuration; keeps zone ids, record ids and tokens between changes.
///
/// Implementations: the engine that runs provider files, and the hosts file.
class AccountSession {
public:
    using OnOutcome = std::function<void(Outcome)>;

    virtual ~AccountSession() = default;

    /// Starts all the changes at once: groups what the provider can take in one request, never has more than
    /// the account's `parallel` requests on their way (over all submissions together), and lets no record
    /// wait for another's failure. `on_outcome` is called exactly once for each change unless the operation
    /// is destroyed. It never runs inside `submit`.
    [[nodiscard]] virtual std::unique_ptr<Operation> submit(std::vector<Change> changes,
                                                            OnOutcome on_outcome) = 0;

    /// What it keeps is on this machine (a file): asking again costs nothing, so at the start nothing is
    /// believed.
    [[nodiscard]] virtual bool is_local() const { return false; }
};

} // namespace ddns
