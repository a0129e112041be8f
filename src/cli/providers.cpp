// SPDX-License-Identifier: MIT
#include "cli/commands.h"
#include "cli/configuration.h"
#include "cli/output.h"
#include "cli/provider_index.h"
#include "cli/provider_text.h"
#include "provider/schema.h"
#include "util/text.h"

#include <fmt/format.h>

namespace ddns {

namespace {

/// A file of the user's own that is wrong is reported and left out of the list.
void report_problems(const ProviderCatalogue& catalogue, const std::string& name) {
    for (const Diagnostic& problem : catalogue.problems(name)) warn(to_string(problem));
}

ProviderEntry entry_of(const ProviderCatalogue& catalogue, const ProviderInfo& info) {
    bool needs_url = info.url.empty() && catalogue.definition(info.name);
    for (const SettingSpec& setting : info.settings) needs_url = needs_url && setting.name != "url";
    return {&info, needs_url};
}

ExitCode list(const ProviderCatalogue& catalogue) {
    std::vector<ProviderEntry> providers;
    for (const std::string& name : catalogue.names()) {
        if (const ProviderInfo* provider = catalogue.find(name))
            providers.push_back(entry_of(catalogue, *provider));
        else
            report_problems(catalogue, name);
    }
    return print(provider_table(providers));
}

ExitCode show(const ProviderCatalogue& catalogue, const std::string& name) {
    if (const ProviderInfo* provider = catalogue.find(name))
        return print(provider_snippet(entry_of(catalogue, *provider)));
    if (!catalogue.problems(name).empty()) {
        report_problems(catalogue, name);
        return complain({ErrorKind::config, fmt::format("the file of provider \"{}\" is wrong", name)});
    }
    if (const auto gone = catalogue.retired(name))
        return complain(
            {ErrorKind::config, fmt::format("there is no provider \"{}\" any more: {}", name, *gone)});
    const auto match = closest_match(name, catalogue.names());
    return complain({ErrorKind::config, fmt::format("unknown provider \"{}\"; {}", printable(name),
                                                    match ? fmt::format("did you mean \"{}\"?", *match)
                                                          : "`ddns-reactor providers` lists them")});
}

} // namespace

ExitCode run_providers(const ProvidersCommand& command) {
    using Action = ProvidersCommand::Action;
    if (command.action == Action::schema) return print(dump_json(provider_schema(), 2) + '\n');
    if (command.action == Action::index) return print(provider_index(ProviderCatalogue()));
    if (command.action != Action::show) return run_provider_files(command);
    const ProviderCatalogue catalogue(provider_folder(command.config.value_or("")));
    return command.name ? show(catalogue, *command.name) : list(catalogue);
}

} // namespace ddns
