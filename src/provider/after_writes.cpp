// SPDX-License-Identifier: MIT
#include "provider/after_writes.h"

namespace ddns {

namespace {

constexpr Duration between_questions = std::chrono::seconds(2);
constexpr Duration longest_wait = std::chrono::minutes(1);

} // namespace

AfterWrites::AfterWrites(SessionCore& core, std::shared_ptr<const Zone> zone, std::string job,
                         OnDecided on_decided)
    : core_(core), zone_(std::move(zone)), job_(std::move(job)), on_decided_(std::move(on_decided)),
      began_(core.timers.now()) {
    ask();
}

void AfterWrites::ask() {
    waiting_ = core_.gate.ask(
        *core_.bound.definition().after,
        [this] {
            Bindings scope = core_.bound.scope();
            scope.set(Var::zone, zone_->id, zone_->numeric_id).set(Var::zone_name, zone_->name);
            if (!job_.empty()) scope.set(Var::job, job_);
            return core_.bound.request(*core_.bound.definition().after, scope);
        },
        [this](Result<HttpReply> reply, Instant) { on_reply(std::move(reply)); });
}

void AfterWrites::on_reply(Result<HttpReply> reply) {
    const auto ticket = std::move(waiting_);
    ++requests_;
    Decided decided{std::move(reply), {}, requests_};
    if (decided.reply) {
        const auto& definition = core_.bound.definition();
        const ReplyView view(*decided.reply);
        decided.verdict =
            judge(definition.after->replies, definition.replies, view, view.body(), core_.bound.scope());
        if (decided.verdict.means.kind == Meaning::Kind::pending) {
            if (core_.timers.now() - began_ < longest_wait) {
                waiting_ = core_.timers.after(between_questions, [this] { ask(); });
                return;
            }
            decided.verdict.means = {Meaning::Kind::failed, ErrorKind::server};
        }
    }
    const OnDecided callback = std::move(on_decided_);
    callback(decided); // may destroy this
}

} // namespace ddns
