// SPDX-License-Identifier: MIT
// What the reactor tells about itself: the answers to `status` and `why`.
#include "rank/report.h"
#include "reactor/reactor.h"

#include "util/idn.h"
#include "util/text.h"

#include <algorithm>

namespace ddns {

namespace {

Json texts(const std::vector<IpAddress>& values) {
    Json out{Json::Array{}};
    for (const IpAddress& value : values) out.push_back(value.to_string());
    return out;
}

double seconds_until(Instant when, Instant now) {
    return std::chrono::duration<double>(std::max(Duration::zero(), when - now)).count();
}

} // namespace

Json Reactor::status() const {
    const Instant now = parts_.timers.now();
    Json records{Json::Array{}};
    for (std::size_t i = 0; i < config_->records.size(); ++i) records.push_back(describe_record(i, now));
    Json out;
    out.set("config", config_->file);
    out.set("in_flight", static_cast<std::int64_t>(publisher_.in_flight()));
    out.set("uplinks", describe_uplinks(now));
    out.set("records", std::move(records));
    return out;
}

Json Reactor::why(std::string_view name) const {
    const Instant now = parts_.timers.now();
    Json matching{Json::Array{}};
    const std::string wanted = ascii_name_or_same(name);
    for (std::size_t i = 0; i < config_->records.size(); ++i)
        if (equals_ignoring_case(config_->records[i].name, wanted)) {
            Json record = describe_record(i, now);
            add_reasons(record, i, now);
            matching.push_back(std::move(record));
        }
    Json out;
    out.set("name", name);
    out.set("uplinks", describe_uplinks(now));
    out.set("records", std::move(matching));
    out.set("addresses", rank_report(rank_now()));
    return out;
}

Json Reactor::describe_record(std::size_t index, Instant now) const {
    const Record& record = config_->records[index];
    Json out;
    out.set("name", record.name);
    out.set("type", to_string(record.type));
    out.set("account", config_->accounts[record.account].name);
    out.set("published", texts(published_[index].values));
    if (const auto& confirmed = published_[index].confirmed)
        out.set("confirmed_seconds_ago",
                std::chrono::duration<double>(std::max(Duration::zero(), now - *confirmed)).count());
    add_memory(out, index, now);
    for (const Hold& hold : last_plan_.holds) {
        if (hold.record != index) continue;
        out.set("wanted", texts(hold.values));
        out.set("waiting_for", to_string(hold.reason));
        if (hold.until) out.set("seconds", seconds_until(*hold.until, now));
    }
    for (const Lost& lost : last_plan_.lost)
        if (lost.record == index) out.set("lost", lost.reason);
    return out;
}

void Reactor::add_memory(Json& out, std::size_t index, Instant now) const {
    const RecordMemory& memory = memory_.records[index];
    const AccountMemory& account = memory_.accounts[config_->records[index].account];
    std::string state = "ok";
    if (memory.in_flight)
        state = "sending";
    else if (account.stopped || memory.stopped)
        state = "stopped";
    else if (memory.failures > 0)
        state = "failing";
    else if (published_[index].values.empty())
        state = "unpublished";
    out.set("state", state);
    if (memory.last_error && memory.failures + (memory.stopped ? 1u : 0u) > 0)
        out.set("error", memory.last_error->what);
    if (account.stopped) out.set("error", account.stopped->what);
    if (memory.retry_at && *memory.retry_at > now) out.set("retry_in", seconds_until(*memory.retry_at, now));
}

std::size_t Reactor::failed_records() const {
    std::size_t failed = 0;
    for (std::size_t i = 0; i < config_->records.size(); ++i) {
        const RecordMemory& memory = memory_.records[i];
        const AccountMemory& account = memory_.accounts[config_->records[i].account];
        failed += memory.failures > 0 || memory.stopped || account.stopped ? 1u : 0u;
    }
    return failed;
}

std::size_t Reactor::lost_records() const {
    const std::size_t all = last_plan_.lost.size();
    if (all == config_->records.size()) return all;
    const auto has_a_way_out = [this](Family family) {
        const auto& ranked = candidates_.of(family);
        return std::any_of(ranked.begin(), ranked.end(), [](const Candidate& c) { return c.has_default; });
    };
    const bool v4 = has_a_way_out(Family::v4);
    const bool v6 = has_a_way_out(Family::v6);
    return static_cast<std::size_t>(
        std::count_if(last_plan_.lost.begin(), last_plan_.lost.end(), [&](const Lost& lost) {
            return family_of(config_->records[lost.record].type) == Family::v4 ? v4 : v6;
        }));
}

} // namespace ddns
