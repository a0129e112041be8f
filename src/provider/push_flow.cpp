// SPDX-License-Identifier: MIT
#include "provider/push_flow.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <tuple>

namespace ddns {

namespace {

/// What the names of one request have in common.
struct Common {
    std::string zone;
    const Change* change; ///< for all but its name
    bool operator<(const Common& b) const {
        return std::tie(zone, change->values, change->other, change->type, change->ttl, change->options) <
               std::tie(b.zone, b.change->values, b.change->other, b.change->type, b.change->ttl,
                        b.change->options);
    }
};

/// What a word that stands alone in the reply to several names is about: the account, or one of the names
/// that is not told.
bool about_one_name(const Verdict& verdict) {
    return verdict.means.kind == Meaning::Kind::failed && verdict.means.error == ErrorKind::rejected;
}

} // namespace

PushFlow::PushFlow(std::shared_ptr<SessionCore> core, std::vector<Change> changes,
                   AccountSession::OnOutcome on_outcome)
    : core_(std::move(core)), changes_(std::move(changes)), sink_(core_->timers, std::move(on_outcome)) {
    make_groups();
    const std::size_t count = groups_.size();
    for (std::size_t i = 0; i < count; ++i) send(i);
    sink_.flush_later();
}

PushFlow::~PushFlow() {
    // From the end, so that nothing waiting is started only to be cancelled.
    while (!groups_.empty()) groups_.pop_back();
}

void PushFlow::make_groups() {
    const std::size_t most = core_->bound.group();
    std::map<Common, std::size_t> open; // the group that still has room
    for (std::uint32_t i = 0; i < changes_.size(); ++i) {
        if (auto refusal = refused(changes_[i])) {
            refuse(i, std::move(*refusal), Group{}, core_->timers.now());
            continue;
        }
        Common common{given_zone(core_->bound, changes_[i]).value_or(""), &changes_[i]};
        const auto [place, fresh] = open.try_emplace(std::move(common), groups_.size());
        const bool alone = changes_[i].values.empty(); // each `delete` is about one name
        if (fresh || alone || groups_[place->second].members.size() >= most) {
            place->second = groups_.size();
            groups_.emplace_back();
        }
        groups_[place->second].members.push_back(i);
    }
}

/// What such a provider cannot be asked for.
std::optional<Error> PushFlow::refused(const Change& change) const {
    const ProviderDefinition& d = core_->bound.definition();
    const auto sentence = [&](ErrorKind kind, std::string_view what) {
        return Error{kind, fmt::format("{} {}", d.info.title, what), {}};
    };
    if (change.values.empty() && !d.remove) return sentence(ErrorKind::rejected, "cannot remove records");
    if (change.values.size() > 1 && !d.info.several_values)
        return sentence(ErrorKind::rejected, "holds one address for each name; use \"address: best\"");
    if (auto zone = given_zone(core_->bound, change); !zone) return zone.error();
    return std::nullopt;
}

const Call& PushFlow::call_of(const Group& group) const {
    const ProviderDefinition& d = core_->bound.definition();
    return changes_[group.members[0]].values.empty() ? *d.remove : *d.push;
}

void PushFlow::send(std::size_t group) {
    groups_[group].ticket = core_->gate.ask(
        call_of(groups_[group]), [this, group] { return write(groups_[group]); },
        [this, group](Result<HttpReply> reply, Instant sent) { on_reply(group, std::move(reply), sent); });
}

Result<HttpRequest> PushFlow::write(const Group& group) const {
    const Change& first = changes_[group.members[0]];
    const std::string zone = given_zone(core_->bound, first).value_or("");
    const auto values = wanted_values(core_->bound, first);
    RecordScope record(core_->bound, first, values, zone);
    std::vector<std::string> names;
    for (const std::uint32_t member : group.members)
        if (auto name = core_->bound.write_name(changes_[member].name, zone))
            names.push_back(std::move(*name));
    record.scope.names = names;
    return core_->bound.request(call_of(group), record.scope);
}

void PushFlow::on_reply(std::size_t group, Result<HttpReply> reply, Instant sent) {
    const auto ticket = std::move(groups_[group].ticket);
    if (sent != Instant{}) ++groups_[group].requests;
    if (reply) {
        judge_group(group, *reply, sent);
    } else {
        for (const std::uint32_t member : groups_[group].members)
            refuse(member, explain_lost(reply.error(), sent != Instant{}), groups_[group], sent);
    }
    sink_.flush();
}

void PushFlow::judge_group(std::size_t index, const HttpReply& reply, Instant sent) {
    const Call& call = call_of(groups_[index]);
    const ReplyView view(reply);
    const auto lines = view.lines();
    const std::vector<std::uint32_t> members = groups_[index].members;
    const Change& first = changes_[members[0]];
    const auto verdict_for = [&](std::string_view body) {
        const RecordScope record(core_->bound, first, first.values, "");
        return judge(call.replies, core_->bound.definition().replies, view, body, record.scope);
    };
    const bool several = members.size() > 1;
    const bool each_has_one = several && lines.size() == members.size();
    const Verdict all = verdict_for(each_has_one ? lines[0] : view.body());
    if (several && about_one_name(all) && !(all.by_body && each_has_one)) return split(index);
    const bool success = all.means.kind != Meaning::Kind::failed;
    // A number of lines that fits nothing says for no name how it went.
    const bool unclear = several && all.by_body && success && !each_has_one && lines.size() != 1;
    for (std::size_t i = 0; i < members.size(); ++i) {
        Verdict verdict = each_has_one ? verdict_for(lines[i]) : all;
        if (unclear) verdict = Verdict{};
        end(members[i], groups_[index], verdict, view, sent);
    }
}

void PushFlow::split(std::size_t index) {
    const Group whole = {groups_[index].members, nullptr, groups_[index].requests};
    for (const std::uint32_t member : whole.members) {
        groups_.push_back({{member}, nullptr, whole.requests});
        send(groups_.size() - 1);
    }
}

void PushFlow::end(std::uint32_t change, const Group& group, const Verdict& verdict, const ReplyView& view,
                   Instant sent) {
    if (verdict.means.kind == Meaning::Kind::failed || verdict.means.kind == Meaning::Kind::none)
        return refuse(change, explain(core_->bound, verdict, view), group, sent);
    Outcome outcome;
    outcome.record = changes_[change].record;
    outcome.status = verdict.means.kind == Meaning::Kind::unchanged ? Outcome::Status::unchanged
                                                                    : Outcome::Status::updated;
    outcome.values = changes_[change].values;
    outcome.sent = sent;
    outcome.confirmed = view.reply().completed;
    outcome.requests = group.requests;
    sink_.add(std::move(outcome), changes_[change]);
}

void PushFlow::refuse(std::uint32_t change, Error error, const Group& group, Instant sent) {
    Outcome outcome;
    outcome.record = changes_[change].record;
    outcome.values = changes_[change].values;
    outcome.error = std::move(error);
    outcome.sent = sent;
    outcome.confirmed = core_->timers.now();
    outcome.requests = group.requests;
    sink_.add(std::move(outcome), changes_[change]);
}

} // namespace ddns
