// SPDX-License-Identifier: MIT
#include "provider/records_flow.h"

#include <algorithm>
#include <fmt/format.h>

namespace ddns {

namespace {

/// Whether a refusal may be the fault of one record, so that the others are to be tried without it. Of what
/// concerns the account, the connection or the service, trying again at once makes nothing better.
bool may_be_one_record(const Verdict& verdict) {
    return verdict.means.kind != Meaning::Kind::failed || verdict.means.error == ErrorKind::rejected;
}

bool only_creates(const std::vector<WriteOp>& ops) {
    return std::all_of(ops.begin(), ops.end(),
                       [](const WriteOp& op) { return op.kind == WriteKind::create; });
}

} // namespace

WantedExtras RecordsFlow::extras(Index job) const {
    const ProviderDefinition& definition = core_->bound.definition();
    WantedExtras out;
    if (changes_[job].ttl && !definition.no_ttl) out.ttl = definition.fit_ttl(*changes_[job].ttl);
    for (const SettingTraits& trait : definition.settings) {
        if (!trait.record || !definition.list->pointer(trait.name)) continue;
        const auto given = changes_[job].options.find(trait.name);
        const bool wanted = given != changes_[job].options.end() && !trait.select;
        out.options.push_back(wanted ? std::optional(given->second) : std::nullopt);
    }
    return out;
}

void RecordsFlow::compare(const Indices& jobs) {
    std::map<const Zone*, Indices> writes;
    for (const Index job : jobs) {
        const Change& change = changes_[job];
        const HeldSet* held = core_->records.find(change.type, change.name);
        const HeldSet ours = held ? select(job, *held) : HeldSet{};
        jobs_[job].next_op = 0;
        jobs_[job].ops =
            difference(ours, change.values, extras(job), core_->bound.definition().update.has_value());
        const bool new_name = ours.empty() && only_creates(jobs_[job].ops) && !core_->zones.lists() &&
                              change.name != jobs_[job].zone->name && !jobs_[job].own_zone_asked;
        if (jobs_[job].ops.empty())
            end(job, Outcome::Status::unchanged, core_->timers.now());
        else if (new_name)
            find_own_zone(job, false); // a record above its own zone would be hidden
        else
            writes[jobs_[job].zone.get()].push_back(job);
    }
    for (const auto& [zone, some] : writes) write(some);
}

HeldSet RecordsFlow::select(Index job, const HeldSet& held) const {
    const ProviderDefinition& definition = core_->bound.definition();
    Bindings scope = core_->bound.scope();
    scope.options = &changes_[job].options;
    HeldSet out = held;
    std::size_t option = 0;
    for (std::size_t i = 0; i < definition.settings.size(); ++i) {
        const SettingTraits& trait = definition.settings[i];
        if (!trait.record || !definition.list->pointer(trait.name)) continue;
        const auto wanted = scope.setting(i);
        if (trait.select && wanted)
            std::erase_if(out, [&](const HeldRecord& r) { return r.options[option] != *wanted; });
        ++option;
    }
    return out;
}

void RecordsFlow::write(const Indices& jobs) {
    const auto& batch = core_->bound.definition().batch;
    const std::size_t most_ops = batch ? core_->bound.definition().pace.in_one : 1;
    const std::size_t most_jobs = batch ? core_->bound.group() : 1;
    Indices group;
    std::size_t ops = 0;
    const auto flush = [&] {
        if (group.size() == 1)
            write_one(group[0]);
        else if (!group.empty())
            write_batch(std::move(group));
        group.clear();
        ops = 0;
    };
    for (const Index job : jobs) {
        if (ops + jobs_[job].ops.size() > most_ops || group.size() >= most_jobs) flush();
        group.push_back(job);
        ops += jobs_[job].ops.size();
    }
    flush();
}

void RecordsFlow::write_batch(Indices jobs) {
    const std::size_t slot = reserve();
    const auto shared = std::make_shared<const Indices>(std::move(jobs));
    running_[slot] = core_->gate.ask([this, shared] { return batch_request(*shared); },
                                     [this, slot, shared](Result<HttpReply> reply, Instant sent) {
                                         const auto mine = shared;
                                         const auto keep = take(slot);
                                         on_batch(*mine, reply, sent);
                                         sink_.flush();
                                     });
}

Result<HttpRequest> RecordsFlow::batch_request(const Indices& jobs) const {
    const Call& call = *core_->bound.definition().batch;
    const Zone& zone = *jobs_[jobs[0]].zone;
    Bindings scope = core_->bound.scope();
    scope.set(Var::zone, zone.id).set(Var::zone_name, zone.name);
    Json body{Json::Object{}};
    for (std::size_t i = 0; i < call.body->items.size(); ++i) {
        const std::string& key = call.body->keys[i];
        const BodyNode& member = call.body->items[i];
        if (member.kind != BodyNode::Kind::each) {
            if (auto value = fill_body(member, scope)) body.set(key, std::move(*value));
            continue;
        }
        Json::Array writes;
        for (const Index job : jobs) {
            for (const WriteOp& op : jobs_[job].ops) {
                if (op.kind != member.each) continue;
                RecordScope record(core_->bound, changes_[job], op.value, zone.name);
                record.scope.set(Var::zone, zone.id);
                if (!op.id.empty()) record.scope.set(Var::id, op.id);
                if (auto value = fill_body(member.items[0], record.scope))
                    writes.push_back(std::move(*value));
            }
        }
        if (!writes.empty()) body.set(key, Json(std::move(writes)));
    }
    return core_->bound.request(call, scope, &body);
}

void RecordsFlow::on_batch(const Indices& jobs, const Result<HttpReply>& reply, Instant sent) {
    for (const Index job : jobs) count(job, 1, sent);
    if (!reply) {
        for (const Index job : jobs) {
            core_->records.forget(changes_[job].type, changes_[job].name);
            fail(job, explain_lost(core_->bound, changes_[job], reply.error()));
        }
        return;
    }
    const ReplyView view(*reply);
    const auto& definition = core_->bound.definition();
    const Verdict verdict =
        judge(definition.batch->replies, definition.replies, view, view.body(), core_->bound.scope());
    if (verdict.means.kind == Meaning::Kind::done) {
        for (const Index job : jobs) {
            for (const WriteOp& op : jobs_[job].ops) remember(job, op, nullptr);
            end(job, Outcome::Status::updated, reply->completed);
        }
        return;
    }
    const bool stale = verdict.means.kind == Meaning::Kind::none &&
                       std::none_of(jobs.begin(), jobs.end(), [&](Index j) { return jobs_[j].looked_again; });
    if (stale) return look_again(jobs);
    if (may_be_one_record(verdict)) {
        const auto middle = jobs.begin() + static_cast<std::ptrdiff_t>(jobs.size() / 2);
        write(Indices(jobs.begin(), middle));
        write(Indices(middle, jobs.end()));
        return;
    }
    for (const Index job : jobs) {
        core_->records.forget(changes_[job].type, changes_[job].name);
        fail(job, explain(core_->bound, changes_[job], verdict, view));
    }
}

const Call& RecordsFlow::call_for(WriteKind kind) const {
    const auto& definition = core_->bound.definition();
    switch (kind) {
    case WriteKind::create:
        return *definition.create;
    case WriteKind::update:
        return *definition.update;
    case WriteKind::remove:
    case WriteKind::push:
        break;
    }
    return *definition.remove;
}

void RecordsFlow::write_one(Index job) {
    const std::size_t slot = reserve();
    running_[slot] = core_->gate.ask([this, job] { return one_request(job); },
                                     [this, slot, job](Result<HttpReply> reply, Instant sent) {
                                         const Index mine = job;
                                         const auto keep = take(slot);
                                         on_write(mine, reply, sent);
                                         sink_.flush();
                                     });
}

Result<HttpRequest> RecordsFlow::one_request(Index job) const {
    const Zone& zone = *jobs_[job].zone;
    const WriteOp& op = jobs_[job].ops[jobs_[job].next_op];
    RecordScope record(core_->bound, changes_[job], op.value, zone.name);
    record.scope.set(Var::zone, zone.id);
    if (!op.id.empty()) record.scope.set(Var::id, op.id);
    return core_->bound.request(call_for(op.kind), record.scope);
}

void RecordsFlow::on_write(Index job, const Result<HttpReply>& reply, Instant sent) {
    count(job, 1, sent);
    const Change& change = changes_[job];
    if (!reply) {
        core_->records.forget(change.type, change.name);
        return fail(job, explain_lost(core_->bound, change, reply.error()));
    }
    const WriteOp op = jobs_[job].ops[jobs_[job].next_op];
    const ReplyView view(*reply);
    const RecordScope record(core_->bound, change, op.value, jobs_[job].zone->name);
    const Call& call = call_for(op.kind);
    Verdict verdict = judge(call.replies, core_->bound.definition().replies, view, view.body(), record.scope);
    const auto kind = verdict.means.kind;
    const bool gone_already = kind == Meaning::Kind::none && op.kind == WriteKind::remove;
    const bool there_already = kind == Meaning::Kind::unchanged && op.kind == WriteKind::create;
    if (kind == Meaning::Kind::done || gone_already || there_already) {
        remember(job, op, there_already ? nullptr : &view);
        if (++jobs_[job].next_op < jobs_[job].ops.size()) return write_one(job);
        return end(job, Outcome::Status::updated, reply->completed);
    }
    // The record is not what it was when it was looked up.
    if (kind != Meaning::Kind::failed && !jobs_[job].looked_again) return look_again({job});
    if (kind != Meaning::Kind::failed) verdict.means = {Meaning::Kind::failed, ErrorKind::rejected};
    core_->records.forget(change.type, change.name);
    fail(job, explain(core_->bound, change, verdict, view));
}

void RecordsFlow::remember(Index job, const WriteOp& op, const ReplyView* view) {
    const Change& change = changes_[job];
    HeldSet* held = core_->records.find(change.type, change.name);
    if (!held) return;
    const auto record =
        std::find_if(held->begin(), held->end(), [&](const HeldRecord& r) { return r.id == op.id; });
    if (op.kind == WriteKind::create) {
        const std::string* at = call_for(op.kind).pointer("id");
        const Json* tree = view && at ? view->json() : nullptr;
        const Json* id = tree ? tree->at(*at) : nullptr;
        // Without its id, and for an option that we did not read back, the record has to be looked up.
        const bool options = !extras(job).options.empty() && !change.options.empty();
        if (!id || id->scalar_text().empty() || options)
            return core_->records.forget(change.type, change.name);
        HeldRecord fresh;
        fresh.id = id->scalar_text();
        fresh.value = op.value.to_string();
        fresh.ttl = extras(job).ttl;
        fresh.options.resize(extras(job).options.size());
        held->push_back(std::move(fresh));
        return;
    }
    if (record == held->end()) return;
    if (op.kind == WriteKind::remove) {
        held->erase(record);
        return;
    }
    record->value = op.value.to_string();
    const WantedExtras wanted = extras(job);
    if (wanted.ttl) record->ttl = wanted.ttl;
    for (std::size_t i = 0; i < wanted.options.size() && i < record->options.size(); ++i)
        if (wanted.options[i]) record->options[i] = *wanted.options[i];
}

} // namespace ddns
