// SPDX-License-Identifier: MIT
#include "plan/plan.h"

#include "plan/flap.h"
#include "plan/gate.h"
#include "plan/leaving.h"
#include "plan/twins.h"
#include "plan/wish.h"

#include <algorithm>

namespace ddns {

namespace {

/// One call of `plan`: decides record by record and collects.
class Planner {
public:
    Planner(const PlanInput& input, PlanMemory memory)
        : input_(input), sent_(input.config.records.size()), twins_(input.config), wishes_(input),
          gate_(input.snapshot, input.candidates) {
        plan_.memory = std::move(memory);
        plan_.memory.records.resize(input.config.records.size());
        plan_.memory.accounts.resize(input.config.accounts.size());
    }

    Plan run() {
        for (std::size_t i = 0; i < input_.config.records.size(); ++i) decide(i);
        for (Change& change : plan_.send) add_other_family(change);
        std::sort(plan_.detect.begin(), plan_.detect.end());
        return std::move(plan_);
    }

private:
    void decide(std::size_t i);
    void decide(std::size_t i, const Wish& wish, const Leaving& leaves);
    void fulfil(std::size_t i, const Wish& wish, const Leaving& leaves, bool refresh);
    [[nodiscard]] Ruling judge(std::size_t i, const Wish& wish, const Leaving& leaves);
    void ask_outside(const Wish& wish);
    void wake_at(Instant when);
    void hold(Hold hold);
    void send(std::size_t i, const Wish& wish, const Ruling& ruling, bool refresh);
    void add_other_family(Change& change);
    [[nodiscard]] std::optional<Hold> waiting_for(std::size_t i, const Ruling& ruling) const;
    [[nodiscard]] std::optional<Instant> refresh_at(std::size_t i) const;
    [[nodiscard]] std::optional<Instant> pause_ends(std::size_t i) const;
    [[nodiscard]] bool twin_in_flight(std::size_t i) const;

    [[nodiscard]] const std::vector<IpAddress>& published(std::size_t i) const {
        return i < input_.published.size() ? input_.published[i].values : nothing_;
    }

    const PlanInput& input_;
    const std::vector<IpAddress> nothing_;
    std::vector<bool> sent_; ///< by this very plan
    Twins twins_;
    Wishes wishes_;
    Gate gate_;
    Plan plan_;
};

void forget_wish(RecordMemory& memory) {
    memory.wanted_values.clear();
    memory.wanted_since.reset();
}

void remember_wish(RecordMemory& memory, const Wish& wish, Instant now) {
    if (memory.wanted_since && memory.wanted_values == wish.values) return;
    memory.wanted_values = wish.values;
    memory.wanted_since = now;
}

bool is_set(const Record& record) { return record.policy.choice == AddressPolicy::Choice::all; }

std::vector<IpAddress> united(const std::vector<IpAddress>& a, const std::vector<IpAddress>& b) {
    std::vector<IpAddress> all;
    std::set_union(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(all));
    return all;
}

/// What must not be lost sight of comes first; a provider that fails for days must not make the list endless.
std::vector<IpAddress> at_most(std::vector<IpAddress> ours, const std::vector<IpAddress>& certain) {
    if (ours.size() <= most_ours) return ours;
    std::vector<IpAddress> others;
    std::set_difference(ours.begin(), ours.end(), certain.begin(), certain.end(), std::back_inserter(others));
    others.resize(std::min(others.size(), most_ours - std::min(most_ours, certain.size())));
    return united(certain, others);
}

/// `wish.values` may hold some that only stay for now.
void remember_origins(RecordMemory& memory, const Wish& wish) {
    for (const auto& [value, origin] : wish.origins) memory.origins[value] = origin;
}

/// What is published is what is wanted; it may have moved to another interface all the same.
void remember_origin(RecordMemory& memory, const Wish& wish) {
    const std::string& interface = wish.winners.front().interface;
    if (memory.origin && memory.origin->interface == interface && memory.origin->detected == wish.detected)
        return;
    memory.origin = Origin{interface, wish.detected, false};
}

void Planner::decide(std::size_t i) {
    const Record& record = input_.config.records[i];
    const Wish& wish = wishes_.of(record);
    if (!is_set(record)) return decide(i, wish, {});
    RecordMemory& memory = plan_.memory.records[i];
    if (wish.winners.empty()) {
        memory.leaving.clear();
        return decide(i, wish, {});
    }
    const Leaving leaves = leaving(gate_, record, wish, published(i), memory, input_.now);
    if (leaves.kept.empty()) return decide(i, wish, leaves);
    Wish wider = wish;
    wider.values = united(wish.values, leaves.kept);
    decide(i, wider, leaves);
}

void Planner::decide(std::size_t i, const Wish& wish, const Leaving& leaves) {
    const Record& record = input_.config.records[i];
    RecordMemory& memory = plan_.memory.records[i];
    const bool settled = !memory.in_flight && !memory.uncertain;
    const bool as_it_should_be = !wish.values.empty() && wish.values == published(i);
    const std::optional<Instant> again = as_it_should_be ? refresh_at(i) : std::nullopt;
    const bool refresh = again && *again <= input_.now;
    if (settled && as_it_should_be && !refresh) {
        if (again) wake_at(*again);
        ask_outside(wish);
        forget_wish(memory);
        remember_origin(memory, wish);
        if (is_set(record)) remember_origins(memory, wish);
        if (leaves.until)
            hold(Hold{i, leaves.reason, wishes_.of(record).values, leaves.until});
        else
            plan_.unchanged.push_back(i);
        return;
    }
    if (memory.stopped || plan_.memory.accounts[record.account].stopped) {
        plan_.stopped.push_back(i);
        return;
    }
    ask_outside(wish);
    if (!wish.values.empty()) return fulfil(i, wish, leaves, refresh);
    forget_wish(memory);
    plan_.lost.push_back(Lost{i, wish.lost, wish.waiting});
}

/// A wish that the provider does not hold yet, as far as is known, or wants to hear again.
void Planner::fulfil(std::size_t i, const Wish& wish, const Leaving& leaves, bool refresh) {
    RecordMemory& memory = plan_.memory.records[i];
    if (memory.in_flight && memory.in_flight->values == wish.values) return;
    remember_wish(memory, wish, input_.now);
    if (memory.in_flight || twin_in_flight(i))
        return hold(Hold{i, HoldReason::in_flight, wish.values, std::nullopt});
    if (leaves.until) wake_at(*leaves.until);
    Ruling ruling = judge(i, wish, leaves);
    if (refresh && !memory.uncertain)
        ruling.why = "nothing changed, but the provider wants to hear of it now and then";
    if (auto waiting = waiting_for(i, ruling)) return hold(std::move(*waiting));
    send(i, wish, ruling, refresh);
}

/// Of a set those values that may not go yet are in the wish; what goes may go.
Ruling Planner::judge(std::size_t i, const Wish& wish, const Leaving& leaves) {
    const Record& record = input_.config.records[i];
    if (!is_set(record)) return gate_.judge(record, wish, published(i), plan_.memory.records[i].origin);
    std::vector<IpAddress> stays;
    std::set_intersection(published(i).begin(), published(i).end(), wish.values.begin(), wish.values.end(),
                          std::back_inserter(stays));
    Ruling ruling = gate_.judge(record, wish, stays, std::nullopt);
    if (!leaves.why.empty() && ruling.hold == Duration::zero()) ruling.why = leaves.why;
    return ruling;
}

void Planner::ask_outside(const Wish& wish) {
    for (const DetectWish& ask : wish.detect)
        if (std::find(plan_.detect.begin(), plan_.detect.end(), ask) == plan_.detect.end())
            plan_.detect.push_back(ask);
}

/// Of all that a wish must wait for, what takes longest.
std::optional<Hold> Planner::waiting_for(std::size_t i, const Ruling& ruling) const {
    const RecordMemory& memory = plan_.memory.records[i];
    const AccountMemory& account = plan_.memory.accounts[input_.config.records[i].account];
    Instant until = input_.now;
    std::optional<HoldReason> reason;
    const auto wait = [&](HoldReason why, std::optional<Instant> end) {
        if (!end || *end <= until) return;
        until = *end;
        reason = why;
    };
    wait(ruling.reason, *memory.wanted_since + ruling.hold);
    wait(HoldReason::flapping, flap_until(memory, memory.wanted_values, input_.now));
    wait(HoldReason::rate_limited, account.not_before);
    wait(HoldReason::pace, pause_ends(i));
    wait(HoldReason::back_off, memory.retry_at);
    if (!reason) return std::nullopt;
    return Hold{i, *reason, memory.wanted_values, until};
}

/// When silence about what is as it should be has lasted long enough.
std::optional<Instant> Planner::refresh_at(std::size_t i) const {
    const Duration again = input_.config.accounts[input_.config.records[i].account].again;
    if (again == Duration::zero() || i >= input_.published.size() || !input_.published[i].confirmed)
        return std::nullopt;
    return *input_.published[i].confirmed + again;
}

std::optional<Instant> Planner::pause_ends(std::size_t i) const {
    std::optional<Instant> last = plan_.memory.records[i].updated_at;
    // What writes both families has been updated by either.
    if (const auto twin = twins_.of(i); twin && !sent_[*twin])
        last = std::max(last, plan_.memory.records[*twin].updated_at);
    if (!last) return std::nullopt;
    return *last + input_.config.accounts[input_.config.records[i].account].apart;
}

/// Two updates of one name could overtake each other, each with the other's old values.
bool Planner::twin_in_flight(std::size_t i) const {
    const auto twin = twins_.of(i);
    return twin && plan_.memory.records[*twin].in_flight && !sent_[*twin];
}

void Planner::wake_at(Instant when) { plan_.wake_at = std::min(plan_.wake_at.value_or(when), when); }

void Planner::hold(Hold hold) {
    if (hold.until) wake_at(*hold.until);
    plan_.holds.push_back(std::move(hold));
}

void Planner::send(std::size_t i, const Wish& wish, const Ruling& ruling, bool refresh) {
    const Record& record = input_.config.records[i];
    RecordMemory& memory = plan_.memory.records[i];
    const Origin origin{wish.winners.front().interface, wish.detected, ruling.failover};
    memory.in_flight = RecordMemory::Job{wish.values, published(i), origin};
    Change change;
    change.record = i;
    change.name = record.name;
    change.type = record.type;
    change.values = wish.values;
    change.ttl = record.ttl;
    change.options = record.options;
    change.refresh = refresh;
    if (is_set(record)) {
        remember_origins(memory, wish);
        const std::vector<IpAddress> certain = united(published(i), wish.values);
        memory.ours = at_most(united(memory.ours, certain), certain);
        std::erase_if(memory.origins, [&](const auto& entry) {
            return !std::binary_search(memory.ours.begin(), memory.ours.end(), entry.first);
        });
        change.keep_others = true;
        change.ours = memory.ours;
    }
    plan_.send.push_back(std::move(change));
    plan_.why.emplace_back(ruling.why);
    sent_[i] = true;
}

/// What is on its way, else what is published; what is only wished for may have to wait for good reasons, but
/// is better than nothing.
void Planner::add_other_family(Change& change) {
    const auto twin = twins_.of(change.record);
    if (!twin) return;
    if (const auto& job = plan_.memory.records[*twin].in_flight)
        change.other = job->values;
    else if (!published(*twin).empty())
        change.other = published(*twin);
    else
        change.other = wishes_.of(input_.config.records[*twin]).values;
}

} // namespace

Plan plan(const PlanInput& input, PlanMemory memory) { return Planner(input, std::move(memory)).run(); }

std::vector<IpAddress> incumbents_of(const std::vector<Published>& published) {
    std::vector<IpAddress> incumbents;
    for (const Published& record : published)
        for (const IpAddress& value : record.values)
            if (incumbents.empty() || incumbents.back() != value) incumbents.push_back(value);
    std::sort(incumbents.begin(), incumbents.end());
    incumbents.erase(std::unique(incumbents.begin(), incumbents.end()), incumbents.end());
    return incumbents;
}

std::string_view to_string(HoldReason reason) {
    switch (reason) {
    case HoldReason::better:
        return "better";
    case HoldReason::failover:
        return "failover";
    case HoldReason::provisional:
        return "provisional";
    case HoldReason::flapping:
        return "flapping";
    case HoldReason::back_off:
        return "back_off";
    case HoldReason::rate_limited:
        return "rate_limited";
    case HoldReason::pace:
        return "pace";
    case HoldReason::in_flight:
        return "in_flight";
    }
    return "better";
}

} // namespace ddns
