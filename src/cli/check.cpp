// SPDX-License-Identifier: MIT
#include "cli/commands.h"
#include "cli/configuration.h"
#include "cli/output.h"
#include "config/describe.h"

#include <fmt/format.h>

namespace ddns {

ExitCode run_check(const CheckCommand& command) {
    const ProviderCatalogue catalogue(provider_folder(command.config));
    const auto config = load_or_report(command.config, catalogue, real_config_world());
    if (!config) return config.error();
    return print(fmt::format("{} is good: {}\n", command.config, describe_size(**config)));
}

} // namespace ddns
