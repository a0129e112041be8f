// SPDX-License-Identifier: MIT
#include "lab.h"

#include "util/text.h"

#include <algorithm>
#include <fmt/format.h>
#include <stdexcept>

namespace ddns::lab {

namespace {

std::vector<std::string_view> words_of(std::string_view line) {
    std::vector<std::string_view> words;
    for (const std::string_view word : split(line, ' '))
        if (!word.empty()) words.push_back(word);
    return words;
}

Interface add_interface(Snapshot& snapshot, std::string_view word) {
    const std::size_t name_end = std::min(word.find_first_of("!*%"), word.size());
    Interface interface;
    interface.name = std::string(word.substr(0, name_end));
    // The same name keeps its index from one network to the next.
    interface.index = static_cast<std::uint32_t>(std::hash<std::string>()(interface.name) % 90'000 + 1);
    interface.carrier = word.find('!') == std::string_view::npos;
    snapshot.interfaces.push_back(interface);
    const std::size_t star = word.find('*');
    if (star == std::string_view::npos) return interface;
    for (const char* everywhere : {"0.0.0.0/0", "::/0"}) {
        Route route;
        route.destination = *Prefix::parse(everywhere);
        route.interface = interface.index;
        route.metric = static_cast<std::uint32_t>(parse_unsigned(word.substr(star + 1)).value());
        route.alive = interface.carrier;
        snapshot.routes.push_back(route);
    }
    return interface;
}

void add_address(Snapshot& snapshot, const Interface& interface, std::string_view word) {
    InterfaceAddress entry;
    entry.interface = interface.index;
    const char flag = word.back();
    entry.temporary = flag == '?';
    entry.deprecated = flag == '~';
    entry.tentative = flag == 't';
    entry.not_local_yet = flag == '-';
    if (std::string_view("?~t-").find(flag) != std::string_view::npos) word.remove_suffix(1);
    entry.address = IpAddress::parse(word).value();
    entry.prefix_length = entry.address.family() == Family::v4 ? 24 : 64;
    snapshot.addresses.push_back(entry);
}

ErrorKind kind_of(std::string_view word) {
    for (int i = 0; i <= static_cast<int>(ErrorKind::internal); ++i)
        if (to_string(static_cast<ErrorKind>(i)) == word) return static_cast<ErrorKind>(i);
    throw std::invalid_argument(std::string(word));
}

Outcome outcome_of(const Change& change, std::string_view word) {
    Outcome outcome;
    outcome.record = change.record;
    outcome.values = change.values;
    outcome.requests = 1;
    outcome.status = Outcome::Status::updated;
    if (word == "ok") return outcome;
    const auto parts = split(word, ':');
    outcome.status = Outcome::Status::failed;
    outcome.error.kind = kind_of(parts[0]);
    if (parts.size() > 1)
        outcome.error.retry_after = std::chrono::seconds(static_cast<int>(*parse_unsigned(parts[1])));
    return outcome;
}

/// The reactor in miniature, for one record.
class Player {
public:
    explicit Player(const Story& story) : story_(story), config_(config_of(1)) {
        config_.records[0].policy = story.policy;
        config_.records[0].source = story.source;
        config_.records[0].type = story.type;
        memory_ = fresh_memory(config_);
        published_.resize(1);
        config_.accounts[0].apart = story.apart;
        config_.accounts[0].again = story.again;
        published_[0].values = addresses(story.published);
        if (published_[0].values.empty()) return;
        published_[0].confirmed = memory_.records[0].updated_at =
            Instant(std::chrono::milliseconds(story.confirmed_ms));
    }

    void enter(std::string_view line) {
        Network next = network(line);
        if (looked_ && next.snapshot != network_.snapshot) apply_network_change(memory_, now_);
        network_ = std::move(next);
        look();
    }

    void run_until(Instant end) {
        for (;;) {
            const Instant job = job_ends_.value_or(end);
            const Instant next = std::min({job, wake_at_.value_or(end), end});
            now_ = std::max(now_, next);
            if (job_ends_ && *job_ends_ <= now_)
                end_job();
            else if (wake_at_ && *wake_at_ <= now_)
                look();
            else
                return;
        }
    }

    std::string log;

private:
    void look() {
        looked_ = true;
        if (++looks_ > 10'000) throw std::runtime_error("the planner spins");
        const Candidates candidates =
            rank(network_.snapshot, RankPolicy{{}, {}, published_[0].values, network_.unanswered});
        const Plan plan_now = plan(
            PlanInput{config_, network_.snapshot, candidates, network_.detected, published_, now_}, memory_);
        memory_ = plan_now.memory;
        wake_at_ = plan_now.wake_at;
        note(describe_state(plan_now));
        if (plan_now.send.empty()) return;
        job_ = plan_now.send[0];
        last_ = "flying";
        const Answer answer = next_answer_ < story_.answers.size() ? story_.answers[next_answer_] : Answer{};
        job_ends_ = now_ + std::chrono::milliseconds(answer.takes_ms);
    }

    void end_job() {
        const char* word = next_answer_ < story_.answers.size() ? story_.answers[next_answer_].word : "ok";
        ++next_answer_;
        job_ends_.reset();
        const Outcome outcome = outcome_of(*job_, word);
        if (outcome.status != Outcome::Status::failed) published_[0] = {outcome.values, now_};
        apply_outcome(memory_, config_, outcome, now_, 0.0);
        look();
    }

    std::string describe_state(const Plan& p) const {
        if (!p.send.empty()) return (p.send[0].refresh ? "again " : "send ") + text(p.send[0].values);
        if (!p.holds.empty()) {
            const Hold& h = p.holds[0];
            const std::string till =
                h.until ? fmt::format(" till {}", (*h.until - Instant{}).count() / 1000) : "";
            return fmt::format("hold {} {}{}", to_string(h.reason), text(h.values), till);
        }
        if (!p.lost.empty()) return "lost";
        if (!p.stopped.empty()) return "stopped";
        return p.unchanged.empty() ? "flying" : "ok";
    }

    void note(const std::string& state) {
        if (state == last_) return;
        last_ = state;
        log += fmt::format("{}{} {}", log.empty() ? "" : "; ", (now_ - Instant{}).count() / 1000, state);
    }

    const Story& story_;
    Config config_;
    PlanMemory memory_;
    std::vector<Published> published_;
    Network network_;
    Instant now_{};
    std::optional<Instant> wake_at_, job_ends_;
    std::optional<Change> job_;
    std::size_t next_answer_ = 0;
    int looks_ = 0;
    bool looked_ = false;
    std::string last_;
};

} // namespace

Network network(std::string_view line) {
    Network result;
    for (const std::string_view part : split(line, ';')) {
        const auto words = words_of(part);
        if (words.empty()) continue;
        const Interface interface = add_interface(result.snapshot, words[0]);
        if (words[0].find('%') != std::string_view::npos) result.unanswered.push_back(interface.name);
        for (std::size_t i = 1; i < words.size(); ++i) {
            if (words[i] != "=>") {
                add_address(result.snapshot, interface, words[i]);
                continue;
            }
            const auto seen = IpAddress::parse(words.at(++i));
            const Family family = seen ? seen->family() : Family::v4;
            result.detected.push_back(Detected{family, interface.name, seen});
        }
    }
    return result;
}

std::vector<IpAddress> addresses(std::string_view words) {
    std::vector<IpAddress> values;
    for (const std::string_view word : words_of(words)) values.push_back(IpAddress::parse(word).value());
    std::sort(values.begin(), values.end());
    return values;
}

std::string text(const std::vector<IpAddress>& values) {
    std::vector<std::string> words;
    for (const IpAddress& value : values) words.push_back(value.to_string());
    return join(words, ",");
}

std::string play(const Story& story, const std::vector<Step>& steps, int until_ms) {
    Player player(story);
    for (const Step& step : steps) {
        player.run_until(Instant(std::chrono::milliseconds(step.ms)));
        player.enter(step.network);
    }
    player.run_until(Instant(std::chrono::milliseconds(until_ms)));
    return player.log;
}

Config config_of(std::size_t records) {
    Config config;
    config.accounts.push_back(Account{});
    config.accounts[0].name = "acc";
    config.accounts[0].provider = "fake";
    for (std::size_t i = 0; i < records; ++i) {
        Record record;
        record.name = fmt::format("h{}.example.com", i);
        config.records.push_back(record);
    }
    return config;
}

} // namespace ddns::lab
