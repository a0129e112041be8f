// SPDX-License-Identifier: MIT
#include "provider/records_flow.h"

#include <fmt/format.h>

namespace ddns {

/// The provider's word on what was written decides; `go_on` is called for each of the jobs when it is good.
void RecordsFlow::follow(const Indices& jobs, const std::string& job_id, std::function<void(Index)> go_on) {
    const std::size_t slot = reserve();
    running_[slot] = std::make_unique<AfterWrites>(
        *core_, jobs_[jobs[0]].zone, job_id,
        [this, slot, jobs, go_on = std::move(go_on)](const AfterWrites::Decided& decided) {
            const Indices mine = jobs; // the callback's own copies die with the operation
            const auto then = go_on;
            const auto keep = take(slot);
            on_followed(mine, decided, then);
            sink_.flush();
        });
}

void RecordsFlow::on_followed(const Indices& jobs, const AfterWrites::Decided& decided,
                              const std::function<void(Index)>& go_on) {
    for (const Index job : jobs) {
        const Change& change = changes_[job];
        count(job, decided.requests, {});
        if (decided.reply && decided.verdict.means.kind != Meaning::Kind::failed) {
            go_on(job);
            continue;
        }
        core_->records.forget(kept_as(change), change.name);
        if (!decided.reply)
            fail(job, explain_lost(decided.reply.error(), true));
        else
            fail(job, explain(core_->bound, decided.verdict, ReplyView(*decided.reply)));
    }
}

void RecordsFlow::next_write(Index job, Instant confirmed) {
    if (++jobs_[job].next_op < jobs_[job].ops.size()) return write_one(job);
    finished(job, confirmed);
}

void RecordsFlow::finished(Index job, Instant confirmed) {
    const auto& after = core_->bound.definition().after;
    if (!after || after->uses(Var::job)) return end(job, Outcome::Status::updated, confirmed);
    writes_[jobs_[job].zone.get()].written.push_back(job);
    leave(job);
}

/// The last one that leaves lets those go that wait for the commit.
void RecordsFlow::leave(Index job) {
    if (!jobs_[job].writing) return;
    jobs_[job].writing = false;
    const Zone* zone = jobs_[job].zone.get();
    const auto writes = writes_.find(zone);
    if (--writes->second.writing == 0) commit(zone);
}

void RecordsFlow::commit(const Zone* zone) {
    const auto writes = writes_.extract(zone);
    if (!writes || writes.mapped().written.empty()) return;
    follow(writes.mapped().written, "",
           [this](Index job) { end(job, Outcome::Status::updated, core_->timers.now()); });
}

} // namespace ddns
