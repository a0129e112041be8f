// SPDX-License-Identifier: MIT
#include "reactor/narrator.h"

#include "util/idn.h"
#include "util/text.h"

#include <algorithm>
#include <fmt/format.h>

namespace ddns {

namespace {

std::string list(const std::vector<IpAddress>& values) {
    std::vector<std::string> texts;
    for (const IpAddress& value : values) texts.push_back(value.to_string());
    return join(texts, ", ");
}

double milliseconds(Duration duration) { return static_cast<double>(duration.count()) / 1000.0; }

/// The first few names, each once however many accounts have it, and how many more there are.
std::string names(const Config& config, const std::vector<std::size_t>& records) {
    constexpr std::size_t shown = 3;
    std::vector<std::string> texts;
    std::size_t told = 0;
    for (; told < records.size(); ++told) {
        const Record& record = config.records[records[told]];
        std::string text = fmt::format("{} {}", told_name(record.name), to_string(record.type));
        if (std::find(texts.begin(), texts.end(), text) != texts.end()) continue;
        if (texts.size() == shown) break;
        texts.push_back(std::move(text));
    }
    const std::string more = told < records.size() ? fmt::format(" and {} more", records.size() - told) : "";
    return join(texts, ", ") + more;
}

/// "": not worth a line of its own, because a line about the job or its failure says it.
std::string hold_sentence(HoldReason reason, const std::vector<IpAddress>& values) {
    switch (reason) {
    case HoldReason::better:
        return fmt::format("{} is better, but the present address still works", list(values));
    case HoldReason::failover:
        return fmt::format("the uplink is down; {} would take its place", list(values));
    case HoldReason::provisional:
        return fmt::format("{} is deprecated or not of the kind that is wanted; such an address may follow",
                           list(values));
    case HoldReason::flapping:
        return fmt::format("the address keeps coming back; {} must wait", list(values));
    case HoldReason::pace:
        return fmt::format("the provider wants a pause between two updates; {} must wait", list(values));
    case HoldReason::back_off:
    case HoldReason::rate_limited:
    case HoldReason::in_flight:
        return {};
    }
    return {};
}

std::size_t mix(std::size_t seed, std::size_t value) { return (seed ^ value) * 1099511628211u | 1u; }

std::size_t fact_of(const Hold& hold) {
    std::size_t fact = static_cast<std::size_t>(hold.reason) + 1;
    for (const IpAddress& value : hold.values)
        for (const auto byte : value.bytes()) fact = mix(fact, byte);
    return fact;
}

/// How many items of two lists have no equal in the other. Neither list has duplicates to speak of.
template <class Item, class KeyOf>
std::size_t difference(const std::vector<Item>& before, const std::vector<Item>& after, KeyOf key_of) {
    std::multimap<decltype(key_of(before.front())), const Item*> left;
    for (const Item& item : before) left.emplace(key_of(item), &item);
    std::size_t count = 0;
    for (const Item& item : after) {
        const auto [first, last] = left.equal_range(key_of(item));
        const auto same = std::find_if(first, last, [&](const auto& entry) { return *entry.second == item; });
        if (same == last)
            ++count;
        else
            left.erase(same);
    }
    return count + left.size();
}

} // namespace

Narrator::Narrator(const Config& config, Log& log)
    : config_(config), log_(log), told_lost_(config.records.size()), told_holds_(config.records.size()) {}

void Narrator::candidates(const Candidates& candidates) {
    const LogLevel level = introduced_ ? LogLevel::debug : LogLevel::info;
    if (!log_.enabled(level) || (introduced_ && candidates == told_candidates_)) return;
    introduced_ = true;
    told_candidates_ = candidates;
    constexpr std::size_t most_lines = 16;
    std::size_t lines = 0;
    for (const Family family : {Family::v4, Family::v6}) {
        std::size_t place = 0;
        for (const Candidate& candidate : candidates.of(family)) {
            ++place;
            if (++lines > most_lines) continue;
            log_.write(level,
                       fmt::format("{} {}. {} on {}: {}", type_of(family) == RecordType::A ? "IPv4" : "IPv6",
                                   place, candidate.address.to_string(), candidate.interface,
                                   join(reasons(candidate), ", ")));
        }
    }
    if (lines > most_lines) log_.write(level, fmt::format("and {} more", lines - most_lines));
    if (lines == 0) log_.write(level, "no interface has a usable address");
}

void Narrator::plan(const Plan& plan, Instant now) {
    lost(plan);
    holds(plan, now);
}

void Narrator::lost(const Plan& plan) {
    std::map<std::pair<LogLevel, std::string_view>, std::vector<std::size_t>> news;
    std::vector<Told> told(config_.records.size());
    for (const Lost& entry : plan.lost) {
        const Told& before = told_lost_[entry.record];
        const std::size_t fact = mix(std::hash<std::string_view>()(entry.reason), 0);
        told[entry.record] = {fact, before.aloud || !entry.waiting};
        if (before.fact == fact) continue;
        const bool aloud = !entry.waiting && !before.aloud;
        news[{aloud ? LogLevel::warn : LogLevel::debug, entry.reason}].push_back(entry.record);
    }
    for (const auto& [what, records] : news)
        log_.write(what.first,
                   fmt::format("nothing to publish for {}: {}; what is published stays",
                               names(config_, records), what.second),
                   {{"records", records.size()}});
    told_lost_ = std::move(told);
}

void Narrator::holds(const Plan& plan, Instant now) {
    struct News {
        const Hold* first = nullptr;
        std::vector<std::size_t> records;
    };
    std::map<std::size_t, News> news;
    std::vector<Told> told(config_.records.size());
    for (const Hold& hold : plan.holds) {
        const std::size_t fact = fact_of(hold);
        told[hold.record] = {fact, true};
        if (told_holds_[hold.record].fact == fact) continue;
        News& entry = news[fact];
        if (!entry.first) entry.first = &hold;
        entry.records.push_back(hold.record);
    }
    for (const auto& [fact, entry] : news) {
        const std::string sentence = hold_sentence(entry.first->reason, entry.first->values);
        if (sentence.empty()) continue;
        const Duration wait = entry.first->until.value_or(now) - now;
        log_.info(
            fmt::format("holding {} for {}: {}", names(config_, entry.records), describe(wait), sentence),
            {{"records", entry.records.size()}});
    }
    told_holds_ = std::move(told);
}

void Narrator::outcomes(const std::vector<Outcome>& outcomes,
                        const std::vector<std::shared_ptr<const Reaction>>& reactions,
                        const PlanMemory& memory_after, Instant now) {
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
        if (!outcomes[i].note.empty())
            log_.warn(fmt::format("{}: {}",
                                  config_.accounts[config_.records[outcomes[i].record].account].name,
                                  outcomes[i].note));
        if (outcomes[i].status == Outcome::Status::failed)
            failure(outcomes[i], reactions[i].get(), memory_after, now);
        else
            success(outcomes[i], reactions[i].get());
    }
}

void Narrator::success(const Outcome& outcome, const Reaction* reaction) {
    forget_failures(outcome.record);
    const Record& record = config_.records[outcome.record];
    const std::string& account = config_.accounts[record.account].name;
    const std::string values = list(outcome.values);
    const bool updated = outcome.status == Outcome::Status::updated;
    if (!reaction) {
        log_.info(fmt::format("{} {} {} is {} at {}", updated ? "published:" : "already there:",
                              told_name(record.name), to_string(record.type), values, account));
        return;
    }
    const Duration total = outcome.confirmed - reaction->event;
    const std::string way = outcome.way.empty() ? "" : ", sent " + outcome.way;
    log_.info(fmt::format("{} {} {} {} at {}, {} after the {}{}",
                          updated ? "published" : "already there:", told_name(record.name),
                          to_string(record.type), values, account, describe(total), reaction->cause, way),
              {{"reaction", reaction->id},
               {"planned_ms", milliseconds(reaction->planned - reaction->event)},
               {"sent_ms", milliseconds(outcome.sent - reaction->planned)},
               {"confirmed_ms", milliseconds(outcome.confirmed - outcome.sent)}});
}

void Narrator::forget_failures(std::size_t record) {
    const auto kinds = failing_.extract(record);
    if (!kinds) return;
    for (const ErrorKind kind : kinds.mapped())
        --failing_in_account_[{config_.records[record].account, kind}];
}

/// One line for each kind of failure and account. What a provider says against a single record is the user's
/// to repair, so it is said of each.
bool Narrator::is_news(const Outcome& outcome) {
    const ErrorKind kind = outcome.error.kind;
    if (!failing_[outcome.record].insert(kind).second) return false;
    const std::size_t before = failing_in_account_[{config_.records[outcome.record].account, kind}]++;
    return before == 0 || kind == ErrorKind::rejected || kind == ErrorKind::config;
}

void Narrator::failure(const Outcome& outcome, const Reaction* reaction, const PlanMemory& memory,
                       Instant now) {
    const Record& record = config_.records[outcome.record];
    const std::string& account = config_.accounts[record.account].name;
    std::string next = "; it is not tried again until the configuration changes";
    const auto& at = memory.records[outcome.record].retry_at;
    const auto& pause = memory.accounts[record.account].not_before;
    const std::optional<Instant> again = pause && (!at || *pause > *at) ? pause : at;
    const bool stopped = memory.records[outcome.record].stopped || memory.accounts[record.account].stopped;
    if (!stopped) next = again ? fmt::format("; next try in {}", describe(*again - now)) : std::string();
    const LogLevel level = is_news(outcome) ? LogLevel::warn : LogLevel::debug;
    log_.write(level,
               fmt::format("{} {} at {} failed: {}{}", told_name(record.name), to_string(record.type),
                           account, outcome.error.what, next),
               {{"kind", to_string(outcome.error.kind)},
                {"values", list(outcome.values)},
                {"reaction", reaction ? reaction->id : 0}});
}

void Narrator::detours(const std::vector<Detour>& before, const std::vector<Detour>& after) {
    const auto phrase = [](const std::vector<Detour>& detours, Family family) {
        const auto found = std::ranges::find(detours, family, &Detour::family);
        return found == detours.end() ? std::string() : found->phrase;
    };
    for (const Family family : {Family::v4, Family::v6}) {
        const std::string was = phrase(before, family), is = phrase(after, family);
        if (was == is) continue;
        const std::string_view name = family == Family::v4 ? "IPv4" : "IPv6";
        if (is.empty())
            log_.info(fmt::format("requests over {} leave as the kernel routes them again", name));
        else
            log_.info(fmt::format("requests over {} leave {}", name, is));
    }
}

void Narrator::missed(const Snapshot& before, const Snapshot& after) {
    log_.warn("miss: the poll found a change that no kernel event had told",
              {{"interfaces",
                difference(before.interfaces, after.interfaces, [](const Interface& i) { return i.index; })},
               {"addresses", difference(before.addresses, after.addresses,
                                        [](const InterfaceAddress& a) { return a.address; })},
               {"routes", difference(before.routes, after.routes,
                                     [](const Route& r) { return std::pair(r.interface, r.metric); })}});
}

void Narrator::trouble(const std::string& part, const std::string& sentence) {
    const auto [told, is_new] = troubles_.try_emplace(part, sentence);
    if (!is_new && told->second == sentence) return;
    told->second = sentence;
    log_.write(is_new ? LogLevel::error : LogLevel::debug, sentence, {{"part", part}});
}

void Narrator::recovered(const std::string& part, const std::string& sentence) {
    if (troubles_.erase(part) > 0) log_.info(sentence, {{"part", part}});
}

} // namespace ddns
