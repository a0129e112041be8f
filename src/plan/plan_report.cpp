// SPDX-License-Identifier: MIT
#include "plan/plan_report.h"

#include "util/text.h"

#include <algorithm>
#include <fmt/format.h>

namespace ddns {

namespace {

std::vector<std::string> texts(const std::vector<IpAddress>& values) {
    std::vector<std::string> list;
    list.reserve(values.size());
    for (const IpAddress& value : values) list.push_back(value.to_string());
    return list;
}

Json seconds(std::optional<Instant> until, Instant now) {
    if (!until) return nullptr;
    return std::chrono::duration<double>(*until - now).count();
}

/// Why a record waits for a new configuration.
std::string stop_reason(const Config& config, const Plan& plan, std::size_t record) {
    const AccountMemory& account = plan.memory.accounts[config.records[record].account];
    if (account.stopped) return account.stopped->what;
    const std::optional<Error>& error = plan.memory.records[record].last_error;
    return error ? error->what : "the provider does not accept it";
}

Json::Object named(const Config& config, std::size_t index) {
    const Record& record = config.records[index];
    return {{"name", record.name},
            {"type", to_string(record.type)},
            {"account", config.accounts[record.account].name}};
}

Json values_json(const std::vector<IpAddress>& values) {
    Json::Array list;
    for (std::string& text : texts(values)) list.emplace_back(std::move(text));
    return list;
}

/// One line of the table.
struct Line {
    std::string_view what;
    std::string record;
    std::string values;
    std::string why;
};

std::string hold_text(const Hold& hold, Instant now) {
    if (!hold.until) return std::string(describe(hold.reason));
    return fmt::format("for {}: {}", describe(*hold.until - now), describe(hold.reason));
}

std::vector<Line> lines_of(const Config& config, const Plan& plan, Instant now) {
    const auto name = [&](std::size_t record) { return config.describe(config.records[record]); };
    const auto list = [](const std::vector<IpAddress>& values) { return join(texts(values), " "); };
    std::vector<Line> lines;
    for (std::size_t i = 0; i < plan.send.size(); ++i)
        lines.push_back({"send", name(plan.send[i].record), list(plan.send[i].values), plan.why[i]});
    for (const Hold& hold : plan.holds)
        lines.push_back({"hold", name(hold.record), list(hold.values), hold_text(hold, now)});
    for (const Lost& lost : plan.lost)
        lines.push_back({"lost", name(lost.record), "-", lost.reason + "; what is published stays"});
    for (const std::size_t record : plan.stopped)
        lines.push_back({"stopped", name(record), "-",
                         stop_reason(config, plan, record) + " (until the configuration changes)"});
    for (const std::size_t record : plan.unchanged)
        lines.push_back({"keep", name(record), "-", "it is as it should be"});
    return lines;
}

} // namespace

std::string_view describe(HoldReason reason) {
    switch (reason) {
    case HoldReason::better:
        return "the published address still works; wait whether the better one stays";
    case HoldReason::failover:
        return "the uplink of the published address is down; wait whether it comes back";
    case HoldReason::provisional:
        return "not yet of the kind that is wanted (stable, temporary, not deprecated); wait for one that is";
    case HoldReason::flapping:
        return "this value was published a moment ago; it changes to and fro";
    case HoldReason::back_off:
        return "the last update failed; wait before trying again";
    case HoldReason::rate_limited:
        return "the provider asked to wait";
    case HoldReason::pace:
        return "the provider wants a pause between two updates";
    case HoldReason::in_flight:
        return "it goes when the update that is on its way has ended";
    }
    return "";
}

Json plan_report(const Config& config, const Plan& plan, Instant now) {
    Json::Array send, hold, lost, stopped, detect;
    for (std::size_t i = 0; i < plan.send.size(); ++i) {
        Json::Object entry = named(config, plan.send[i].record);
        entry.emplace_back("values", values_json(plan.send[i].values));
        entry.emplace_back("why", plan.why[i]);
        send.emplace_back(std::move(entry));
    }
    for (const Hold& one : plan.holds) {
        Json::Object entry = named(config, one.record);
        entry.emplace_back("values", values_json(one.values));
        entry.emplace_back("reason", to_string(one.reason));
        entry.emplace_back("seconds", seconds(one.until, now));
        hold.emplace_back(std::move(entry));
    }
    for (const Lost& one : plan.lost) {
        Json::Object entry = named(config, one.record);
        entry.emplace_back("reason", one.reason);
        lost.emplace_back(std::move(entry));
    }
    for (const std::size_t record : plan.stopped) {
        Json::Object entry = named(config, record);
        entry.emplace_back("reason", stop_reason(config, plan, record));
        stopped.emplace_back(std::move(entry));
    }
    for (const DetectWish& ask : plan.detect)
        detect.emplace_back(Json::Object{{"family", to_string(ask.family)}, {"interface", ask.interface}});
    return Json::Object{{"send", std::move(send)},
                        {"hold", std::move(hold)},
                        {"lost", std::move(lost)},
                        {"unchanged", static_cast<std::uint64_t>(plan.unchanged.size())},
                        {"stopped", std::move(stopped)},
                        {"detect", std::move(detect)},
                        {"wake_in", seconds(plan.wake_at, now)}};
}

std::string plan_table(const Config& config, const Plan& plan, Instant now) {
    constexpr std::size_t widest = 60; // one long name must not push the rest off the screen
    const std::vector<Line> lines = lines_of(config, plan, now);
    std::size_t record_width = 0, value_width = 0;
    for (const Line& line : lines) {
        record_width = std::max(record_width, std::min(line.record.size(), widest));
        value_width = std::max(value_width, std::min(line.values.size(), widest));
    }
    std::string text;
    for (const Line& line : lines)
        text += fmt::format("{:<8}{:<{}}  {:<{}}  {}\n", line.what, line.record, record_width, line.values,
                            value_width, line.why);
    for (const DetectWish& ask : plan.detect)
        text += fmt::format("ask     the outside for the {} address through {}\n", to_string(ask.family),
                            ask.interface.empty() ? "the system's choice" : ask.interface);
    if (text.empty()) text = "Nothing to do: there are no records.\n";
    return text;
}

} // namespace ddns
