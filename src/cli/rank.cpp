// SPDX-License-Identifier: MIT
#include "cli/commands.h"
#include "cli/configuration.h"
#include "cli/network.h"
#include "cli/output.h"
#include "rank/report.h"

namespace ddns {

ExitCode run_rank(const RankCommand& command) {
    RankPolicy policy;
    if (command.config) {
        const ProviderCatalogue catalogue(provider_folder(*command.config));
        const auto config = load_or_report(*command.config, catalogue, real_config_world());
        if (!config) return config.error();
        policy.order = (*config)->rank_order;
        policy.uplinks = (*config)->uplinks;
    }
    const auto network = look_at_network(command.snapshot);
    if (!network) return complain(network.error());
    policy.incumbents = network->incumbents;
    const Candidates candidates = rank(network->snapshot, policy);
    if (command.json) return print(dump_json(rank_report(candidates), 2) + '\n');
    return print(rank_table(candidates, colour_wanted()));
}

} // namespace ddns
