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

/// What a reply says there, or nothing.
const Json* find_in(const ReplyView& view, const std::string* pointer) {
    const Json* tree = pointer ? view.json() : nullptr;
    return tree ? tree->at(*pointer) : nullptr;
}

std::string text_in(const ReplyView& view, const std::string* pointer) {
    const Json* found = find_in(view, pointer);
    return found ? found->scalar_text() : std::string();
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
        if (!trait.record || !definition.list || !definition.list->pointer(trait.name)) continue;
        const auto given = changes_[job].options.find(trait.name);
        const bool wanted = given != changes_[job].options.end() && !trait.select;
        out.options.push_back(wanted ? std::optional(given->second) : std::nullopt);
    }
    return out;
}

Ownership RecordsFlow::ownership(Index job) const {
    const ProviderDefinition& definition = core_->bound.definition();
    Ownership out{changes_[job].keep_others && !definition.types.together, changes_[job].ours, std::nullopt};
    std::size_t option = 0;
    for (const SettingTraits& trait : definition.settings) {
        if (!trait.record || !definition.list || !definition.list->pointer(trait.name)) continue;
        if (trait.name == "comment") out.mark = option;
        ++option;
    }
    return out;
}

bool RecordsFlow::writes_sets() const {
    const ProviderDefinition& d = core_->bound.definition();
    return d.push || (d.update && d.update->whole_set()) || (d.create && d.create->whole_set());
}

std::vector<WriteOp> RecordsFlow::writes_for(Index job, const HeldSet& ours) const {
    const ProviderDefinition& d = core_->bound.definition();
    const Change& change = changes_[job];
    const std::vector<IpAddress> wanted = wanted_values(core_->bound, change);
    const Ownership whose = ownership(job);
    if (d.push) {
        if (!d.list) return {{wanted.empty() ? WriteKind::remove : WriteKind::push, {}, wanted}};
        return difference_of_set(ours, wanted, extras(job), WriteKind::push, WriteKind::push, change.refresh,
                                 whose);
    }
    if (!writes_sets())
        return difference(ours, wanted, extras(job), {d.update.has_value(), change.refresh}, whose);
    const WriteKind write = d.update ? WriteKind::update : WriteKind::create;
    return difference_of_set(ours, wanted, extras(job), write, d.create ? WriteKind::create : write,
                             change.refresh, whose);
}

/// A record above its own zone would be hidden.
bool RecordsFlow::may_be_own_zone(Index job, const HeldSet& ours) const {
    return core_->bound.definition().zone && !core_->zones.lists() && ours.empty() &&
           (only_creates(jobs_[job].ops) || core_->bound.definition().push) &&
           changes_[job].name != jobs_[job].zone->name && !jobs_[job].own_zone_asked;
}

/// A push that has room for one address would leave out the others.
std::optional<Error> RecordsFlow::too_many_values(Index job) const {
    const ProviderDefinition& d = core_->bound.definition();
    if (!d.push || d.push->whole_set() || changes_[job].values.size() < 2) return std::nullopt;
    return Error{ErrorKind::rejected,
                 fmt::format("{} holds one address for each name; use \"address: best\"", d.info.title),
                 {}};
}

void RecordsFlow::compare(const Indices& jobs) {
    std::map<const Zone*, Indices> writes;
    for (const Index job : jobs) {
        const Change& change = changes_[job];
        const HeldSet* held = core_->records.find(kept_as(change), change.name);
        const HeldSet ours = held ? select(job, *held) : HeldSet{};
        jobs_[job].next_op = 0;
        jobs_[job].ops = writes_for(job, ours);
        const bool removes = std::any_of(jobs_[job].ops.begin(), jobs_[job].ops.end(),
                                         [](const WriteOp& op) { return op.kind == WriteKind::remove; });
        if (auto refusal = too_many_values(job))
            fail(job, std::move(*refusal));
        else if (jobs_[job].ops.empty())
            end(job, Outcome::Status::unchanged, core_->timers.now());
        else if (removes && !core_->bound.definition().remove)
            fail(job, {ErrorKind::rejected,
                       fmt::format("{} cannot remove records", core_->bound.definition().info.title),
                       {}});
        else if (may_be_own_zone(job, ours))
            find_own_zone(job, false);
        else
            writes[jobs_[job].zone.get()].push_back(job);
    }
    for (const auto& [zone, some] : writes) {
        for (const Index job : some) {
            if (!std::exchange(jobs_[job].writing, true)) ++writes_[zone].writing;
        }
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
        if (!trait.record || !definition.list || !definition.list->pointer(trait.name)) continue;
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
    running_[slot] = core_->gate.ask(
        *core_->bound.definition().batch, [this, shared] { return batch_request(*shared); },
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
    scope.set(Var::zone, zone.id, zone.numeric_id).set(Var::zone_name, zone.name);
    const Json body = fill_batch(*call.body, scope, jobs).value_or(Json(Json::Object{}));
    return core_->bound.request(call, scope, &body);
}

/// As `fill_body`; a list of writes that is empty drops its key, one within a list becomes part of that.
std::optional<Json> RecordsFlow::fill_batch(const BodyNode& node, const Bindings& scope,
                                            const Indices& jobs) const {
    if (node.kind == BodyNode::Kind::each) {
        Json writes = batch_writes(node.items.at(0), node.each, jobs);
        return writes.is_null() ? std::nullopt : std::optional(std::move(writes));
    }
    if (node.kind == BodyNode::Kind::array) {
        Json out{Json::Array{}};
        for (const BodyNode& item : node.items) {
            auto value = fill_batch(item, scope, jobs);
            if (!value) continue;
            const auto* writes = item.kind == BodyNode::Kind::each ? value->if_array() : nullptr;
            if (writes) // stand beside those of other kinds
                for (const Json& write : *writes) out.push_back(write);
            else
                out.push_back(std::move(*value));
        }
        return out;
    }
    if (node.kind != BodyNode::Kind::object) return fill_body(node, scope);
    Json out{Json::Object{}};
    for (std::size_t i = 0; i < node.items.size(); ++i)
        if (auto value = fill_batch(node.items[i], scope, jobs)) out.set(node.keys[i], std::move(*value));
    return out;
}

/// Null when there is none of the kind.
Json RecordsFlow::batch_writes(const BodyNode& element, WriteKind kind, const Indices& jobs) const {
    Json writes;
    for (const Index job : jobs) {
        for (const WriteOp& op : jobs_[job].ops) {
            if (op.kind != kind) continue;
            RecordScope record(core_->bound, changes_[job], op.values, jobs_[job].zone->name);
            record.set_zone(*jobs_[job].zone);
            record.set_held(op.held);
            if (auto value = fill_body(element, record.scope)) writes.push_back(std::move(*value));
        }
    }
    return writes;
}

void RecordsFlow::on_batch(const Indices& jobs, const Result<HttpReply>& reply, Instant sent) {
    for (const Index job : jobs) count(job, sent != Instant{} ? 1 : 0, sent);
    if (!reply) {
        for (const Index job : jobs) {
            core_->records.forget(kept_as(changes_[job]), changes_[job].name);
            fail(job, explain_lost(reply.error(), sent != Instant{}));
        }
        return;
    }
    const ReplyView view(*reply);
    const auto& definition = core_->bound.definition();
    const Verdict verdict =
        judge(definition.batch->replies, definition.replies, view, view.body(), core_->bound.scope());
    if (verdict.means.kind == Meaning::Kind::done) {
        const std::string job_id = text_in(view, definition.batch->pointer("job"));
        for (const Index job : jobs)
            for (const WriteOp& op : jobs_[job].ops) remember(job, op, nullptr);
        if (definition.after && !job_id.empty())
            return follow(jobs, job_id,
                          [this](Index job) { end(job, Outcome::Status::updated, core_->timers.now()); });
        for (const Index job : jobs) finished(job, reply->completed);
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
        core_->records.forget(kept_as(changes_[job]), changes_[job].name);
        fail(job, explain(core_->bound, verdict, view));
    }
}

const Call& RecordsFlow::call_for(WriteKind kind) const {
    const auto& definition = core_->bound.definition();
    switch (kind) {
    case WriteKind::push:
        return *definition.push;
    case WriteKind::create:
        return *definition.create;
    case WriteKind::update:
        return *definition.update;
    case WriteKind::remove:
        break;
    }
    return *definition.remove;
}

void RecordsFlow::write_one(Index job) {
    const std::size_t slot = reserve();
    running_[slot] = core_->gate.ask(
        call_for(jobs_[job].ops[jobs_[job].next_op].kind), [this, job] { return one_request(job); },
        [this, slot, job](Result<HttpReply> reply, Instant sent) {
            const Index mine = job;
            const auto keep = take(slot);
            on_write(mine, reply, sent);
            sink_.flush();
        });
}

Result<HttpRequest> RecordsFlow::one_request(Index job) const {
    const WriteOp& op = jobs_[job].ops[jobs_[job].next_op];
    RecordScope record(core_->bound, changes_[job], op.values, jobs_[job].zone->name);
    record.set_zone(*jobs_[job].zone);
    record.set_held(op.held);
    return core_->bound.request(call_for(op.kind), record.scope);
}

void RecordsFlow::on_write(Index job, const Result<HttpReply>& reply, Instant sent) {
    count(job, sent != Instant{} ? 1 : 0, sent);
    const Change& change = changes_[job];
    if (!reply) {
        core_->records.forget(kept_as(change), change.name);
        return fail(job, explain_lost(reply.error(), sent != Instant{}));
    }
    const WriteOp& op = jobs_[job].ops[jobs_[job].next_op];
    const ReplyView view(*reply);
    const RecordScope record(core_->bound, change, op.values, jobs_[job].zone->name);
    const Call& call = call_for(op.kind);
    Verdict verdict = judge(call.replies, core_->bound.definition().replies, view, view.body(), record.scope);
    const auto kind = verdict.means.kind;
    const bool gone_already = kind == Meaning::Kind::none && op.kind == WriteKind::remove;
    const bool there_already = kind == Meaning::Kind::unchanged && op.kind != WriteKind::remove;
    if (kind == Meaning::Kind::done || gone_already || there_already)
        return written(job, kind == Meaning::Kind::done ? &view : nullptr, reply->completed);
    // The record is not what it was when it was looked up.
    const bool looks = core_->bound.definition().list.has_value();
    if (kind != Meaning::Kind::failed && looks && !jobs_[job].looked_again) return look_again({job});
    if (kind != Meaning::Kind::failed) verdict.means = {Meaning::Kind::failed, ErrorKind::rejected};
    core_->records.forget(kept_as(change), change.name);
    fail(job, explain(core_->bound, verdict, view));
}

/// `view` is the reply where that tells of what was written.
void RecordsFlow::written(Index job, const ReplyView* view, Instant confirmed) {
    const WriteOp& op = jobs_[job].ops[jobs_[job].next_op];
    remember(job, op, view);
    const std::string job_id = view ? text_in(*view, call_for(op.kind).pointer("job")) : std::string();
    if (job_id.empty() || !core_->bound.definition().after) return next_write(job, confirmed);
    follow({job}, job_id, [this](Index done) { next_write(done, core_->timers.now()); });
}

void RecordsFlow::remember(Index job, const WriteOp& op, const ReplyView* view) {
    const Change& change = changes_[job];
    if (!core_->records.find(kept_as(change), change.name)) return;
    HeldRecord record = op.held;
    const Json* id = view ? find_in(*view, call_for(op.kind).pointer("id")) : nullptr;
    if (id && !id->scalar_text().empty()) {
        record.id = id->scalar_text();
        record.numeric_id = id->if_integer() != nullptr;
    }
    const auto& list = core_->bound.definition().list;
    const bool has_ids = list && list->pointer("id");
    const WantedExtras wanted = extras(job);
    // Without its id, and for an option that we did not read back, the record has to be looked up.
    const bool unread_options = !wanted.options.empty() && !change.options.empty();
    if (op.kind != WriteKind::remove && op.held.id.empty() &&
        ((has_ids && record.id.empty()) || unread_options))
        return core_->records.forget(kept_as(change), change.name);
    if (wanted.ttl) record.ttl = wanted.ttl;
    record.options.resize(wanted.options.size());
    for (std::size_t i = 0; i < wanted.options.size(); ++i)
        if (wanted.options[i]) record.options[i] = *wanted.options[i];
    remember(*core_->records.find(kept_as(change), change.name), op, record, has_ids);
}

void RecordsFlow::remember(HeldSet& held, const WriteOp& op, HeldRecord record, bool has_ids) const {
    if (writes_sets()) held.clear();
    const auto old =
        std::find_if(held.begin(), held.end(), [&](const HeldRecord& r) { return r.id == op.held.id; });
    if (op.kind != WriteKind::create && old != held.end()) held.erase(old);
    for (const IpAddress& value : op.values) {
        record.value = value.to_string();
        if (!has_ids) record.id = record.value;
        held.push_back(record);
    }
}

} // namespace ddns
