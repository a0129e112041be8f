// SPDX-License-Identifier: MIT
#include "cli/commands.h"
#include "cli/configuration.h"
#include "cli/network.h"
#include "cli/output.h"
#include "loop/loop.h"
#include "plan/plan_report.h"
#include "state/record_key.h"
#include "util/file.h"
#include "util/path.h"

#include <ctime>
#include <fmt/format.h>

namespace ddns {

namespace {

constexpr std::size_t max_journal_bytes = 64u << 20;

struct Remembered {
    std::vector<Published> published;
    PlanMemory memory;
};

/// Read without the lock and without repairing anything: the daemon may be at work on the same file.
Result<Remembered> read_state(const Config& config, Instant now) {
    const std::string path = from_path(to_path(config.state) / journal_name);
    const auto text = read_file(path, max_journal_bytes);
    if (!text) return tl::unexpected(text.error());
    Remembered out{std::vector<Published>(config.records.size()), fresh_memory(config)};
    if (!*text) return out;
    const JournalContent journal = read_journal(**text);
    if (!journal.damage.empty())
        warn(fmt::format("{} is damaged ({}), so nothing counts as published", path, journal.damage));
    for (std::size_t i = 0; i < config.records.size(); ++i) {
        const auto found = journal.records.find(key_of(config, config.records[i]));
        if (found == journal.records.end()) continue;
        const Instant when = moment_of(found->second.confirmed_at, std::time(nullptr), now);
        out.published[i].values = found->second.values;
        if (!found->second.values.empty()) out.published[i].confirmed = when;
        out.memory.records[i].updated_at = when;
        out.memory.records[i].ours = found->second.ours.value_or(found->second.values);
    }
    return out;
}

} // namespace

ExitCode run_plan(const PlanCommand& command) {
    const ProviderCatalogue catalogue(provider_folder(command.config));
    const auto loaded = load_or_report(command.config, catalogue, world_of(command.config));
    if (!loaded) return loaded.error();
    const auto& config = *loaded;
    const auto network = look_at_network(command.snapshot);
    if (!network) return complain(network.error());
    const Instant now = Loop().now();
    auto state = read_state(*config, now);
    if (!state) return complain(state.error());

    RankPolicy policy{config->rank_order, config->uplinks, incumbents_of(state->published)};
    policy.incumbents.insert(policy.incumbents.end(), network->incumbents.begin(), network->incumbents.end());
    const Candidates candidates = rank(network->snapshot, policy);
    const std::vector<Detected> nothing_detected; // asking outside is not looking
    const Plan result =
        plan({*config, network->snapshot, candidates, nothing_detected, state->published, now},
             std::move(state->memory));
    if (command.json) return print(dump_json(plan_report(*config, result, now), 2) + '\n');
    return print(plan_table(*config, result, now));
}

} // namespace ddns
