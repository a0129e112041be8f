// SPDX-License-Identifier: MIT
#include "reactor/reactor.h"

#include "net/left_behind.h"
#include "plan/egress.h"
#include "state/record_key.h"

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

/// An address from which somebody beyond the link can be reached.
bool is_outward(const InterfaceAddress& entry) {
    return entry.scope != Scope::link && entry.scope != Scope::host && !entry.tentative;
}

/// Whether two pictures have the same outward addresses, in the monitor's order, which is stable.
bool same_outward_addresses(const Snapshot& a, const Snapshot& b) {
    auto left = a.addresses.begin(), right = b.addresses.begin();
    for (;; ++left, ++right) {
        left = std::find_if(left, a.addresses.end(), is_outward);
        right = std::find_if(right, b.addresses.end(), is_outward);
        if (left == a.addresses.end() || right == b.addresses.end())
            return left == a.addresses.end() && right == b.addresses.end();
        if (left->address != right->address) return false;
    }
}

/// Those that requests leave through by name: of accounts, and of uplinks, which are probed.
std::set<std::string> named_interfaces(const Config& config) {
    std::set<std::string> names;
    for (const Uplink& uplink : config.uplinks) names.insert(uplink.interface);
    for (const Account& account : config.accounts)
        if (!account.interface.empty()) names.insert(account.interface);
    return names;
}

bool ends_by_itself(const Hold& hold) {
    return hold.reason != HoldReason::back_off && hold.reason != HoldReason::rate_limited &&
           hold.reason != HoldReason::pace;
}

} // namespace

Reactor::Reactor(const Parts& parts, std::shared_ptr<const Config> config,
                 std::vector<std::unique_ptr<AccountSession>> sessions)
    : parts_(parts), config_(std::move(config)), narrator_(*config_, parts.log),
      detection_(parts.detector, parts.timers, narrator_, *config_,
                 [this] { replan("detection", parts_.timers.now()); }),
      probes_(*config_, parts.transport, parts.timers, narrator_,
              [this] {
                  ranked_ = false;
                  replan("probe", parts_.timers.now());
              }),
      taken_(config_->records.size()), published_(config_->records.size()), memory_(fresh_memory(*config_)),
      publisher_(*config_, std::move(sessions), parts.timers,
                 [this](std::vector<Outcome> ended) { outcomes(std::move(ended)); }) {
    recall();
}

/// What the store knows, of what is not on this machine anyway.
void Reactor::recall() {
    const auto& stored = parts_.store.records();
    const std::int64_t wall = parts_.wall_clock();
    for (std::size_t i = 0; i < config_->records.size(); ++i) {
        if (publisher_.is_local(config_->records[i].account)) continue;
        const auto entry = stored.find(key_of(*config_, config_->records[i]));
        if (entry == stored.end()) continue;
        const Instant when = moment_of(entry->second.confirmed_at, wall, parts_.timers.now());
        published_[i].values = entry->second.values;
        if (!published_[i].values.empty()) published_[i].confirmed = when;
        memory_.records[i].updated_at = when;
        memory_.records[i].ours = entry->second.ours.value_or(entry->second.values);
    }
}

/// The clock of the program stands still while the machine sleeps, that of the providers does not.
void Reactor::notice_the_date() {
    const auto& stored = parts_.store.records();
    const std::int64_t wall = parts_.wall_clock();
    const Instant now = parts_.timers.now();
    bool any = false;
    for (std::size_t i = 0; i < config_->records.size(); ++i) {
        if (config_->accounts[config_->records[i].account].again == Duration::zero()) continue;
        const auto entry = stored.find(key_of(*config_, config_->records[i]));
        if (entry == stored.end() || entry->second.values.empty()) continue;
        published_[i].confirmed = moment_of(entry->second.confirmed_at, wall, now);
        any = true;
    }
    if (any) replan("poll", now);
}

std::vector<Reactor::Pause> Reactor::pauses() const {
    std::vector<Pause> pauses;
    for (std::size_t i = 0; i < config_->accounts.size(); ++i)
        if (const auto& until = memory_.accounts[i].not_before)
            pauses.push_back({config_->accounts[i], *until});
    return pauses;
}

void Reactor::start(Instant event, const std::vector<Pause>& pauses) {
    for (const Pause& pause : pauses)
        for (std::size_t i = 0; i < config_->accounts.size(); ++i)
            if (config_->accounts[i] == pause.account) memory_.accounts[i].not_before = pause.until;
    look("start", event);
}

void Reactor::dirty(WakeReason reason, Instant event) {
    if (reason == WakeReason::poll) return look_for_the_poll(event);
    miss_.reset();
    look(std::string(to_string(reason)), event);
}

void Reactor::poll(bool events_work) {
    events_work_ = events_work;
    parts_.monitor.reread();
    look_for_the_poll(parts_.timers.now());
    notice_the_date();
    detection_.refresh();
    settle_state();
}

void Reactor::look_for_the_poll(Instant event) {
    auto before = std::make_shared<const Snapshot>(snapshot_);
    const bool had = have_snapshot_;
    look(std::string(to_string(WakeReason::poll)), event);
    if (!events_work_ || !had || snapshot_ == *before) return;
    constexpr Duration late_event = std::chrono::seconds(2);
    auto after = std::make_shared<const Snapshot>(snapshot_);
    miss_ = parts_.timers.after(late_event, [this, before, after] {
        miss_.reset();
        narrator_.missed(*before, *after);
    });
}

void Reactor::look(const std::string& cause, Instant event) {
    if (!read_network()) return;
    replan(cause, event);
}

/// Whether there is a picture of the network that is new or the first.
bool Reactor::read_network() {
    auto snapshot = parts_.monitor.snapshot();
    if (!snapshot) {
        narrator_.trouble("network", snapshot.error().what + "; what is published stays");
        look_later();
        return false;
    }
    look_again_.reset();
    look_pause_ = std::chrono::seconds(1);
    narrator_.recovered("network", "the network can be read again");
    if (have_snapshot_ && *snapshot == snapshot_) return false;
    const Snapshot before = std::exchange(snapshot_, std::move(*snapshot));
    ranked_ = false;
    network_differs(before);
    have_snapshot_ = true;
    probes_.follow(snapshot_);
    return true;
}

void Reactor::look_later() {
    constexpr Duration longest = std::chrono::seconds(30);
    look_again_ = parts_.timers.after(look_pause_, [this] { look("retry", parts_.timers.now()); });
    look_pause_ = std::min(2 * look_pause_, longest);
}

void Reactor::network_differs(const Snapshot& before) {
    const std::vector<IpAddress> addresses = not_left_behind(before, snapshot_);
    if (!have_snapshot_ || addresses != addresses_of(before)) parts_.transport.network_changed(addresses);
    // A container that comes and goes must not hurry those who wait for their provider.
    if (have_snapshot_ && (before.routes != snapshot_.routes || !same_outward_addresses(before, snapshot_)))
        apply_network_change(memory_, parts_.timers.now());
}

/// What is published counts only when the network changes: until then the order stands that led to it.
void Reactor::rank_again() {
    if (ranked_) return;
    candidates_ = rank_now();
    ranked_ = true;
    narrator_.candidates(candidates_);
    renew_ways();
}

/// What is written must not leave through an uplink that is dead beyond its router, whatever the kernel's
/// metrics say.
void Reactor::renew_ways() {
    Ways now = ways_out(snapshot_, candidates_, named_interfaces(*config_));
    if (now == ways_) return;
    narrator_.detours(ways_.detours, now.detours);
    ways_ = std::move(now);
    parts_.transport.use_ways(ways_);
}

Candidates Reactor::rank_now() const {
    return rank(snapshot_,
                {config_->rank_order, config_->uplinks, incumbents_of(published_), probes_.unanswered()});
}

void Reactor::replan(const std::string& cause, Instant event) {
    if (!have_snapshot_ || on_drained_) return;
    rank_again();
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
        facts.push_back(
            {key_of(*config_, config_->records[change.record]),
             {{}, parts_.wall_clock(), change.keep_others ? std::optional(change.ours) : std::nullopt}});
    write_facts(facts);
}

void Reactor::write_facts(const std::vector<std::pair<RecordKey, StoredRecord>>& facts) {
    const auto written = parts_.store.record(facts);
    if (!written) narrator_.trouble("state", written.error().what);
    constexpr Duration quiet = std::chrono::seconds(1);
    constexpr Duration pause = std::chrono::seconds(30);
    sync_ = parts_.timers.after(written ? quiet : pause, [this] { settle_state(); });
}

/// Writes what could not be written before, and waits for the disk.
void Reactor::settle_state() {
    sync_.reset();
    auto settled = parts_.store.record({});
    if (settled) settled = parts_.store.sync();
    if (settled) {
        narrator_.recovered("state", "the state can be written again");
        return;
    }
    narrator_.trouble("state", settled.error().what);
    constexpr Duration pause = std::chrono::seconds(30);
    sync_ = parts_.timers.after(pause, [this] { settle_state(); });
}

void Reactor::outcomes(std::vector<Outcome> ended) {
    const Instant now = parts_.timers.now();
    std::vector<std::shared_ptr<const Reaction>> reactions;
    for (Outcome& outcome : ended) {
        if (outcome.status == Outcome::Status::failed) tell_way(outcome.error.what, outcome.way);
        apply_outcome(memory_, *config_, outcome, now, parts_.chance());
        const auto reaction = reactions_.extract(outcome.record);
        reactions.push_back(reaction ? reaction.mapped() : nullptr);
    }
    remember(ended);
    narrator_.outcomes(ended, reactions, memory_, now);
    if (on_drained_ && publisher_.in_flight() == 0) return end_when_drained();
    if (!on_drained_) plan_after(ended);
    if (on_progress) on_progress();
}

/// While a large batch is under way, a plan after each answer would cost more than the answers: it waits
/// for more of them, not long when a newer value is to follow.
void Reactor::plan_after(const std::vector<Outcome>& ended) {
    const Instant now = parts_.timers.now();
    const bool newer_value_waits = std::any_of(ended.begin(), ended.end(), [this](const Outcome& outcome) {
        return superseded_.contains(outcome.record);
    });
    const auto hundreds = static_cast<std::int64_t>(config_->records.size() / 100);
    Duration gather = std::chrono::milliseconds(100);
    if (newer_value_waits) gather = std::min(gather, Duration(std::chrono::milliseconds(hundreds)));
    if (publisher_.in_flight() == 0) gather = Duration::zero();
    outcomes_unplanned_ = true;
    wake_no_later_than(now + gather);
}

void Reactor::remember(const std::vector<Outcome>& ended) {
    std::vector<std::pair<RecordKey, StoredRecord>> facts;
    const std::int64_t wall = parts_.wall_clock();
    for (const Outcome& outcome : ended) {
        if (outcome.status == Outcome::Status::failed) continue;
        published_[outcome.record] = {outcome.values, parts_.timers.now()};
        taken_[outcome.record] = outcome.way;
        facts.push_back({key_of(*config_, config_->records[outcome.record]), {outcome.values, wall}});
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
    drained_.reset(); // whoever waited before does not any more
    wake_at(std::nullopt);
    look_again_.reset();
    miss_.reset();
    detection_.leave([this] { end_when_drained(); });
    end_when_drained();
}

void Reactor::end_when_drained() {
    if (publisher_.in_flight() == 0 && detection_.left())
        drained_ = parts_.timers.after(Duration::zero(), on_drained_);
}

bool Reactor::settled() const {
    return have_snapshot_ && publisher_.in_flight() == 0 && !outcomes_unplanned_ && !detection_.busy() &&
           std::none_of(last_plan_.holds.begin(), last_plan_.holds.end(), ends_by_itself);
}

} // namespace ddns
