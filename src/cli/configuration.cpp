// SPDX-License-Identifier: MIT
#include "cli/configuration.h"

#include "config/known_providers.h"
#include "config/places.h"
#include "provider/engine.h"
#include "util/path.h"

#include <cstdio>
#include <fmt/format.h>

namespace ddns {

namespace {

/// A world in which every secret is known: for those who only want to know where things are.
ConfigWorld world_without_secrets(const std::string& config_path) {
    const ConfigWorld real = world_of(config_path);
    ConfigWorld world = real;
    world.environment = [](const std::string&) { return std::optional<std::string>(assumed_secret); };
    world.read_file = [real, config_path](const std::string& path,
                                          std::size_t max_bytes) -> Result<std::string> {
        if (path == config_path) return real.read_file(path, max_bytes);
        return std::string(assumed_secret);
    };
    world.unprotect = [](const std::string&) -> Result<std::string> { return std::string(assumed_secret); };
    world.readable_by_others = [](const std::string&) { return false; };
    return world;
}

/// What the checks of a configuration cannot know without the provider's file: templates that a user wrote.
void check_accounts(LoadedConfig& loaded, const ProviderCatalogue& catalogue) {
    if (!loaded.config) return;
    const std::string file = loaded.config->file.empty() ? "command line" : loaded.config->file;
    bool good = true;
    for (const Account& account : loaded.config->accounts) {
        const ProviderDefinition* definition = catalogue.definition(account.provider);
        if (!definition) continue;
        const auto checked = check_account(*definition, account);
        if (checked) continue;
        loaded.diagnostics.push_back({Diagnostic::Severity::error, file, 0, 0, checked.error().what, ""});
        good = false;
    }
    if (!good) loaded.config = nullptr;
}

} // namespace

std::string provider_folder(const std::string& config_path) {
    if (config_path.empty()) return from_path(to_path(system_config_folder()) / "providers");
    return from_path(to_path(config_path).parent_path() / "providers");
}

void report(const std::vector<Diagnostic>& diagnostics) {
    const std::string text = to_string(diagnostics);
    std::fwrite(text.data(), 1, text.size(), stderr);
}

LoadedConfig load(const RunOptions& options, const ProviderCatalogue& catalogue, const ConfigWorld& world) {
    LoadedConfig loaded = options.seed ? config_from_arguments(*options.seed, catalogue, world)
                                       : load_config(options.config, catalogue, world);
    check_accounts(loaded, catalogue);
    return loaded;
}

ExitCode exit_code_without(const LoadedConfig& loaded) {
    return loaded.refused ? ExitCode::system_refused : ExitCode::bad_config;
}

tl::expected<std::shared_ptr<const Config>, ExitCode>
load_or_report(const std::string& path, const ProviderCatalogue& catalogue, const ConfigWorld& world) {
    const LoadedConfig loaded = load({path, std::nullopt}, catalogue, world);
    report(loaded.diagnostics);
    if (!loaded.config) return tl::unexpected(exit_code_without(loaded));
    return loaded.config;
}

Result<std::string> state_folder_of(const std::string& path, const std::string& usual) {
    const ProviderCatalogue catalogue(provider_folder(path));
    ConfigWorld world = world_without_secrets(path);
    if (!usual.empty()) world.state_folder = [&] { return usual; };
    KnownProviders providers(catalogue);
    providers.account_problems = [](const Account&) { return std::vector<SettingProblem>(); };
    const LoadedConfig loaded = load_config(path, providers, world);
    if (loaded.config) return loaded.config->state;
    return fail(ErrorKind::config,
                fmt::format("{} does not say where the state is, because it has errors; see `ddns-reactor "
                            "check -c {}`",
                            path, path));
}

} // namespace ddns
