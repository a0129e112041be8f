// SPDX-License-Identifier: MIT
#include "reactor/reactor.h"

#include <algorithm>
#include <fmt/format.h>

namespace ddns {

namespace {

std::vector<IpAddress> addresses_of(const Snapshot& snapshot) {
    std::vector<IpAddress> addresses;
    addresses.reserve(snapshot.addresses.size());
    for (const InterfaceAddress& entry : snapshot.addresses) addresses.push_back(entry.address);
    return addresses;
}

/// In the same order, which is the monitor's and stable: another order only costs a look at the connections.
bool same_addresses(const Snapshot& a, const Snapshot& b) {
    return std::equal(a.addresses.begin(), a.addresses.end(), b.addresses.begin(), b.addresses.end(),
                      [](const auto& x, const auto& y) { return x.address == y.address; });
}

/// The published addresses, each once: the incumbents of the ranking.
std::vector<IpAddress> incumbents_of(const std::vector<Published>& published) {
    std::vector<IpAddress> incumbents;
    for (const Published& entry : published)
        for (const IpAddress& value : entry.values)
            if (incumbents.empty() || incumbents.back() != value) incumbents.push_back(value);
    std::sort(incumbents.begin(), incumbents.end());
    incumbents.erase(std::unique(incumbents.begin(), incumbents.end()), incumbents.end());
    return incumbents;
}

bool ends_by_itself(const Hold& hold) {
    return hold.reason != HoldReason::back_off && hold.reason != HoldReason::rate_limited;
}

} // namespace

Reactor::Reactor(const Parts& parts, std::shared_ptr<const Config> config,
                 std::vector<std::unique_ptr<AccountSession>> sessions)
    : parts_(parts), config_(std::move(config)), narrator_(*config_, parts.log),
      detection_(parts.detector, parts.timers, narrator_,
                 [this] { replan("detection", parts_.timers.now()); }),
      published_(config_->records.size()), memory_(fresh_memory(*config_)),
      publisher_(*config_, std::move(sessions), parts.timers,
                 [this](std::vector<Outcome> ended) { outcomes(std::move(ended)); }) {
    const auto& stored = parts_.store.records();
    for (std::size_t i = 0; i < config_->records.size(); ++i) {
        if (publisher_.is_local(config_->records[i].account)) continue;
        const auto entry = stored.find(key_of(config_->records[i]));
        if (entry != stored.end()) published_[i].values = entry->second.values;
    }
}

void Reactor::start(Instant event) { look("start", event); }

void Reactor::dirty(WakeReason reason, Instant event) { look(std::string(to_string(reason)), event); }

void Reactor::poll() {
    const Instant now = parts_.timers.now();
    const Snapshot before = snapshot_;
    const bool had = have_snapshot_;
    parts_.monitor.reread();
    look("poll", now);
    if (had && !(snapshot_ == before)) narrator_.missed(before, snapshot_);
    detection_.refresh();
}

void Reactor::look(const std::string& cause, Instant event) {
    if (!read_network()) return;
    replan(cause, event);
}

/// Whether there is a (perhaps old) picture of the network to work with, and it is new or the first.
bool Reactor::read_network() {
    auto snapshot = parts_.monitor.snapshot();
    if (!snapshot) {
        narrator_.trouble("network", snapshot.error().what + "; what is published stays");
        return false;
    }
    narrator_.recovered("network", "the network can be read again");
    if (have_snapshot_ && *snapshot == snapshot_) return false;
    const bool addresses_changed = !have_snapshot_ || !same_addresses(*snapshot, snapshot_);
    snapshot_ = std::move(*snapshot);
    if (addresses_changed) parts_.transport.network_changed(addresses_of(snapshot_));
    if (have_snapshot_) apply_network_change(memory_, parts_.timers.now());
    have_snapshot_ = true;
    return true;
}

void Reactor::replan(const std::string& cause, Instant event) {
    if (!have_snapshot_ || on_drained_) return;
    RankPolicy policy;
    policy.order = config_->rank_order;
    policy.uplinks = config_->uplinks;
    policy.incumbents = incumbents_of(published_);
    candidates_ = rank(snapshot_, policy);
    narrator_.candidates(candidates_);
    const Instant now = parts_.timers.now();
    Plan next =
        plan({*config_, snapshot_, candidates_, detection_.results(), published_, now}, std::move(memory_));
    memory_ = std::move(next.memory);
    send(next, cause, event);
    detection_.want(next.detect, snapshot_);
    narrator_.plan(next, now);
    wake_at(next.wake_at);
    outcomes_unplanned_ = false;
    superseded_.clear();
    for (const Hold& hold : next.holds)
        if (hold.reason == HoldReason::in_flight) superseded_.insert(hold.record);
    last_plan_ = std::move(next);
    if (on_progress) on_progress();
}

void Reactor::send(Plan& plan, const std::string& cause, Instant event) {
    if (plan.send.empty()) return;
    const auto reaction =
        std::make_shared<const Reaction>(Reaction{++last_reaction_, cause, event, parts_.timers.now()});
    for (const Change& change : plan.send) reactions_[change.record] = reaction;
    if (parts_.log.enabled(LogLevel::debug)) {
        for (std::size_t i = 0; i < plan.send.size(); ++i)
            parts_.log.debug(fmt::format("sending {} {}: {}", plan.send[i].name, to_string(plan.send[i].type),
                                         plan.why[i]),
                             {{"reaction", reaction->id}});
    }
    forget_in_store(plan.send);
    publisher_.submit(std::move(plan.send));
    plan.send.clear();
}

/// Until the answer is there, what the provider has is not known, also to the process after a crash.
void Reactor::forget_in_store(const std::vector<Change>& changes) {
    std::vector<std::pair<RecordKey, StoredRecord>> facts;
    facts.reserve(changes.size());
    for (const Change& change : changes)
        facts.push_back({key_of(config_->records[change.record]), {{}, parts_.wall_clock()}});
    write_facts(facts);
}

void Reactor::write_facts(const std::vector<std::pair<RecordKey, StoredRecord>>& facts) {
    const auto written = parts_.store.record(facts);
    if (!written)
        narrator_.trouble("state", written.error().what);
    else
        narrator_.recovered("state", "the state can be written again");
    constexpr Duration quiet = std::chrono::seconds(1);
    sync_ = parts_.timers.after(quiet, [this] {
        sync_.reset();
        const auto synced = parts_.store.sync();
        if (!synced) narrator_.trouble("state", synced.error().what);
    });
}

void Reactor::outcomes(std::vector<Outcome> ended) {
    const Instant now = parts_.timers.now();
    std::vector<std::shared_ptr<const Reaction>> reactions;
    for (const Outcome& outcome : ended) {
        apply_outcome(memory_, *config_, outcome, now, parts_.chance());
        const auto reaction = reactions_.extract(outcome.record);
        reactions.push_back(reaction ? reaction.mapped() : nullptr);
    }
    remember(ended);
    narrator_.outcomes(ended, reactions, memory_, now);
    if (on_drained_ && publisher_.in_flight() == 0) {
        drained_ = parts_.timers.after(Duration::zero(), on_drained_);
        return;
    }
    if (!on_drained_) {
        // While a large batch is under way, a plan after each answer would cost more than the answers.
        constexpr Duration gather = std::chrono::milliseconds(100);
        const bool newer_value_waits =
            std::any_of(ended.begin(), ended.end(),
                        [this](const Outcome& outcome) { return superseded_.contains(outcome.record); });
        const bool at_once = newer_value_waits || publisher_.in_flight() == 0;
        outcomes_unplanned_ = true;
        wake_no_later_than(at_once ? now : now + gather);
    }
    if (on_progress) on_progress();
}

void Reactor::remember(const std::vector<Outcome>& ended) {
    std::vector<std::pair<RecordKey, StoredRecord>> facts;
    const std::int64_t wall = parts_.wall_clock();
    for (const Outcome& outcome : ended) {
        if (outcome.status == Outcome::Status::failed) continue;
        published_[outcome.record].values = outcome.values;
        facts.push_back({key_of(config_->records[outcome.record]), {outcome.values, wall}});
    }
    if (!facts.empty()) write_facts(facts);
}

void Reactor::wake_at(std::optional<Instant> when) {
    alarm_.reset();
    alarm_at_ = when;
    if (!when) return;
    alarm_ = parts_.timers.after(std::max(Duration::zero(), *when - parts_.timers.now()), [this] {
        alarm_.reset();
        alarm_at_.reset();
        replan("alarm", parts_.timers.now());
    });
}

void Reactor::wake_no_later_than(Instant when) {
    if (!alarm_at_ || *alarm_at_ > when) wake_at(when);
}

void Reactor::drain(std::function<void()> on_done) {
    on_drained_ = std::move(on_done);
    wake_at(std::nullopt);
    if (publisher_.in_flight() == 0) drained_ = parts_.timers.after(Duration::zero(), on_drained_);
}

bool Reactor::settled() const {
    return have_snapshot_ && publisher_.in_flight() == 0 && !outcomes_unplanned_ && !detection_.busy() &&
           std::none_of(last_plan_.holds.begin(), last_plan_.holds.end(), ends_by_itself);
}

RecordKey Reactor::key_of(const Record& record) const {
    return {config_->accounts[record.account].name, record.name, record.type};
}

} // namespace ddns
