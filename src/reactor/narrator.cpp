// SPDX-License-Identifier: MIT
#include "reactor/narrator.h"

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

/// The first few names, and how many more there are.
std::string names(const Config& config, const std::vector<std::size_t>& records) {
    constexpr std::size_t shown = 3;
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < std::min(shown, records.size()); ++i) {
        const Record& record = config.records[records[i]];
        texts.push_back(fmt::format("{} {}", record.name, to_string(record.type)));
    }
    std::string text = join(texts, ", ");
    if (records.size() > shown) text += fmt::format(" and {} more", records.size() - shown);
    return text;
}

std::string hold_sentence(const Hold& hold) {
    const std::string values = list(hold.values);
    switch (hold.reason) {
    case HoldReason::better:
        return fmt::format("{} is better, but the present address still works", values);
    case HoldReason::failover:
        return fmt::format("the uplink is down; {} would take its place", values);
    case HoldReason::provisional:
        return fmt::format("{} is only temporary; a stable address may follow", values);
    case HoldReason::flapping:
        return fmt::format("the address keeps coming back; {} must wait", values);
    default:
        return {};
    }
}

} // namespace

Narrator::Narrator(const Config& config, Log& log) : config_(config), log_(log) {}

void Narrator::candidates(const Candidates& candidates) {
    const LogLevel level = introduced_ ? LogLevel::debug : LogLevel::info;
    introduced_ = true;
    if (!log_.enabled(level)) return;
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
    if (lines > most_lines) log_.write(level, fmt::format("and {} more addresses", lines - most_lines));
    if (lines == 0) log_.write(level, "no interface has a usable address");
}

void Narrator::plan(const Plan& plan, Instant now) {
    std::map<std::string, std::vector<std::size_t>> lost;
    for (const Lost& entry : plan.lost) lost[entry.reason].push_back(entry.record);
    std::set<std::string> lost_now;
    for (const auto& [reason, records] : lost) {
        const std::string fact = names(config_, records) + reason;
        lost_now.insert(fact);
        if (told_lost_.contains(fact)) continue;
        log_.warn(fmt::format("nothing to publish for {}: {}; what is published stays",
                              names(config_, records), reason),
                  {{"records", records.size()}});
    }
    told_lost_ = std::move(lost_now);

    std::map<std::string, std::vector<std::size_t>> held;
    std::map<std::string, Instant> until;
    for (const Hold& hold : plan.holds) {
        const std::string sentence = hold_sentence(hold);
        if (sentence.empty()) continue;
        held[sentence].push_back(hold.record);
        if (hold.until) until[sentence] = *hold.until;
    }
    std::set<std::string> holds_now;
    for (const auto& [sentence, records] : held) {
        holds_now.insert(sentence);
        if (told_holds_.contains(sentence)) continue;
        const Duration wait = until.contains(sentence) ? until[sentence] - now : Duration::zero();
        log_.info(fmt::format("holding {} for {}: {}", names(config_, records), describe(wait), sentence),
                  {{"records", records.size()}});
    }
    told_holds_ = std::move(holds_now);
}

void Narrator::outcomes(const std::vector<Outcome>& outcomes,
                        const std::vector<std::shared_ptr<const Reaction>>& reactions,
                        const PlanMemory& memory_after, Instant now) {
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
        if (outcomes[i].status == Outcome::Status::failed)
            failure(outcomes[i], reactions[i].get(), memory_after, now);
        else
            success(outcomes[i], reactions[i].get());
    }
}

void Narrator::success(const Outcome& outcome, const Reaction* reaction) {
    if (const auto was = failing_.find(outcome.record); was != failing_.end()) {
        --failing_in_account_[{config_.records[outcome.record].account, was->second}];
        failing_.erase(was);
    }
    const Record& record = config_.records[outcome.record];
    const std::string& account = config_.accounts[record.account].name;
    const std::string values = list(outcome.values);
    const bool updated = outcome.status == Outcome::Status::updated;
    if (!reaction) {
        log_.info(fmt::format("{} {} {} is {} at {}", updated ? "published:" : "already there:", record.name,
                              to_string(record.type), values, account));
        return;
    }
    const Duration total = outcome.confirmed - reaction->event;
    log_.info(fmt::format("{} {} {} {} at {}, {} after the {}",
                          updated ? "published" : "already there:", record.name, to_string(record.type),
                          values, account, describe(total), reaction->cause),
              {{"reaction", reaction->id},
               {"planned_ms", milliseconds(reaction->planned - reaction->event)},
               {"sent_ms", milliseconds(outcome.sent - reaction->planned)},
               {"confirmed_ms", milliseconds(outcome.confirmed - outcome.sent)}});
}

bool Narrator::is_news(const Outcome& outcome) {
    const std::size_t account = config_.records[outcome.record].account;
    const ErrorKind kind = outcome.error.kind;
    const auto [entry, first_failure] = failing_.try_emplace(outcome.record, kind);
    const bool same_as_before = !first_failure && entry->second == kind;
    if (!first_failure && !same_as_before) --failing_in_account_[{account, entry->second}];
    entry->second = kind;
    if (same_as_before) return false;
    const bool first_of_account = failing_in_account_[{account, kind}]++ == 0;
    return kind == ErrorKind::rejected ||
           first_of_account; // a rejected record is the user's to repair, one by one
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
               fmt::format("{} {} at {} failed: {}{}", record.name, to_string(record.type), account,
                           outcome.error.what, next),
               {{"kind", to_string(outcome.error.kind)},
                {"values", list(outcome.values)},
                {"reaction", reaction ? reaction->id : 0}});
}

void Narrator::missed(const Snapshot& before, const Snapshot& after) {
    const auto difference = [](const auto& old_items, const auto& new_items) {
        std::size_t count = 0;
        for (const auto& item : new_items)
            count += std::find(old_items.begin(), old_items.end(), item) == old_items.end() ? 1u : 0u;
        for (const auto& item : old_items)
            count += std::find(new_items.begin(), new_items.end(), item) == new_items.end() ? 1u : 0u;
        return count;
    };
    log_.warn("miss: the poll found a change that no kernel event had told",
              {{"interfaces", difference(before.interfaces, after.interfaces)},
               {"addresses", difference(before.addresses, after.addresses)},
               {"routes", difference(before.routes, after.routes)}});
}

void Narrator::trouble(const std::string& part, const std::string& sentence) {
    std::string& told = troubles_[part];
    if (told == sentence) return;
    told = sentence;
    log_.error(sentence, {{"part", part}});
}

void Narrator::recovered(const std::string& part, const std::string& sentence) {
    if (troubles_.erase(part) > 0) log_.info(sentence, {{"part", part}});
}

} // namespace ddns
