// SPDX-License-Identifier: MIT
#include "cli/command.h"
#include "cli/help.h"
#include "util/text.h"

#include <algorithm>
#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace ddns {

namespace {

/// What the words say before anybody asked whether they belong together.
struct Given {
    std::optional<std::string> config, snapshot, state, name, action, mode, from, output;
    std::vector<std::string> files;
    SeedArguments seed;
    bool machine = false, json = false, dry_run = false, user = false, help = false, version = false;
    bool service = false, hidden = false;
};

ShowText wrong(const std::string& sentence) {
    return {fmt::format("ddns-reactor: {}\n", sentence), ExitCode::bad_config};
}

std::string did_you_mean(std::string_view word, const std::vector<std::string>& known,
                         std::string_view otherwise) {
    const auto match = closest_match(word, known);
    return match ? fmt::format("did you mean \"{}\"?", *match) : std::string(otherwise);
}

bool any_seed(const SeedArguments& seed) {
    return seed.provider || seed.domain || seed.token || seed.interval || seed.username || seed.password;
}

void add_seed(CLI::App& app, SeedArguments& seed) {
    app.add_option("-s,--provider", seed.provider);
    app.add_option("-d,--domain", seed.domain);
    app.add_option("-t,--token", seed.token);
    app.add_option("-i,--interval", seed.interval);
    app.add_option("-u,--username", seed.username);
    app.add_option("-p,--password", seed.password);
}

/// The options of each command; parse_command says what is missing, in words of its own.
void add_commands(CLI::App& app, Given& given, bool windows) {
    for (const CommandHelp& help : command_helps()) {
        const std::string_view name = help.name;
        CLI::App& command = *app.add_subcommand(std::string(name));
        command.allow_extras();
        command.add_flag("-h,--help", given.help);
        if (name != "snapshot" && name != "secret" && name != "import")
            command.add_option("-c,--config", given.config);
        if (name == "secret") command.add_flag("--machine", given.machine);
        if (name == "secret") command.add_option("action", given.action);
        if (name == "run" || name == "once") add_seed(command, given.seed);
        // For those who start the daemon, not for people.
        if (name == "run" && windows) command.add_flag("--service", given.service);
        if (name == "run" && windows) command.add_flag("--hidden", given.hidden);
        if (name == "plan" || name == "rank") command.add_option("--snapshot", given.snapshot);
        if (name == "status" || name == "why") command.add_option("--state", given.state);
        if (name == "plan" || name == "rank" || name == "status" || name == "why")
            command.add_flag("--json", given.json);
        if (name == "providers" || name == "why" || name == "import") command.add_option("name", given.name);
        if (name == "import") command.add_option("--from", given.from);
        if (name == "import") command.add_option("-o,--output", given.output);
        if (name == "providers") command.add_option("files", given.files);
        if (name != "service") continue;
        command.add_option("action", given.action);
        command.add_flag("--dry-run", given.dry_run);
        if (windows)
            command.add_option("--mode", given.mode);
        else
            command.add_flag("--user", given.user);
    }
}

/// The library's report names the option first: "--config: 1 required TEXT missing".
ShowText wrong_value(const std::string& report) {
    const std::string option = report.substr(0, report.find(':'));
    const bool missing = report.find("missing") != std::string::npos;
    if (!option.starts_with('-')) return wrong("the command line is wrong; see `ddns-reactor --help`");
    if (missing) return wrong(fmt::format("{} needs a value", option));
    return wrong(fmt::format("{} is given more than once, or has a value although it takes none", option));
}

std::vector<std::string> long_options(const CLI::App& command) {
    std::vector<std::string> names;
    for (const CLI::Option* option : command.get_options())
        for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    return names;
}

std::vector<std::string> command_names() {
    std::vector<std::string> names;
    for (const CommandHelp& help : command_helps()) names.emplace_back(help.name);
    return names;
}

/// The first word that nobody knows, in one sentence.
ShowText unknown_word(const std::string& foreign, const CLI::App& command, std::string_view name) {
    const std::string word = printable(foreign.substr(0, foreign.find('=')));
    const std::string see = name.empty() ? std::string("see `ddns-reactor --help`")
                                         : fmt::format("see `ddns-reactor {} --help`", name);
    const std::string place = name.empty() ? std::string() : fmt::format(" for {}", name);
    if (word.starts_with('-'))
        return wrong(fmt::format("unknown option {}{}; {}", word, place,
                                 did_you_mean(word, long_options(command), see)));
    if (name.empty())
        return wrong(
            fmt::format("unknown command \"{}\"; {}", word, did_you_mean(word, command_names(), see)));
    return wrong(fmt::format("\"{}\" is too much{}; {}", word, place, see));
}

ShowText needs_config(std::string_view name) {
    return wrong(fmt::format("{} needs a configuration; give it with `ddns-reactor {} -c FILE`", name, name));
}

Command providers_command(const Given& given) {
    using Action = ProvidersCommand::Action;
    constexpr std::pair<std::string_view, Action> actions[] = {
        {"lint", Action::lint}, {"try", Action::try_}, {"schema", Action::schema}, {"index", Action::index}};
    const auto known = std::find_if(std::begin(actions), std::end(actions),
                                    [&](const auto& action) { return given.name == action.first; });
    const Action action = known == std::end(actions) ? Action::show : known->second;
    const bool takes_files = action == Action::lint || action == Action::try_;
    if (takes_files && given.files.empty())
        return wrong(
            fmt::format("providers {0} needs a file: `ddns-reactor providers {0} mine.yaml`", *given.name));
    if (!takes_files && !given.files.empty())
        return wrong(fmt::format("\"{}\" is too much for providers; see `ddns-reactor providers --help`",
                                 printable(given.files.front())));
    if (action == Action::show) return ProvidersCommand{action, given.name, given.config, {}};
    if (given.config) return wrong(fmt::format("providers {} takes no configuration", *given.name));
    return ProvidersCommand{action, std::nullopt, std::nullopt, given.files};
}

Command service_command(const Given& given, const CommandPlatform& platform) {
    const std::vector<std::string> actions{"install", "uninstall", "start", "stop", "status"};
    if (!given.action) return wrong("service needs one of install, uninstall, start, stop, status");
    const auto found = std::find(actions.begin(), actions.end(), *given.action);
    if (found == actions.end())
        return wrong(fmt::format("service cannot \"{}\"; {}", printable(*given.action),
                                 did_you_mean(*given.action, actions, "it can " + join(actions, ", "))));
    const auto action = static_cast<ServiceCommand::Action>(found - actions.begin());
    if (given.dry_run && action != ServiceCommand::Action::install)
        return wrong("--dry-run is for `service install`");
    if (given.mode && action != ServiceCommand::Action::install)
        return wrong("--mode is for `service install`; the others find what is installed");
    const auto mode = given.mode ? start_mode(*given.mode) : StartMode::service;
    if (!mode)
        return wrong(
            fmt::format("--mode cannot be \"{}\"; it is service, task or logon", printable(*given.mode)));
    return ServiceCommand{action, given.config.value_or(platform.default_config), given.dry_run,
                          given.user ? ServiceScope::session : ServiceScope::system, *mode};
}

Command secret_command(const Given& given) {
    if (given.config)
        return wrong("secret protect takes no configuration; put what it prints into the configuration");
    if (given.action != "protect")
        return wrong("secret knows one word: `ddns-reactor secret protect`; the secret itself is read from "
                     "stdin, never from the command line");
    return SecretCommand{given.machine ? ProtectedFor::machine : ProtectedFor::user};
}

Command import_command(const Given& given) {
    if (given.config)
        return wrong("import writes a configuration and takes none; name the file it shall write with -o");
    if (!given.name)
        return wrong("import needs the other client's file: `ddns-reactor import /etc/ddclient.conf`");
    return ImportCommand{*given.name, given.from, given.output};
}

RunPlace run_place(const Given& given) {
    return given.service ? RunPlace::service : given.hidden ? RunPlace::hidden : RunPlace::foreground;
}

Command run_command(std::string_view name, Given given, const CommandPlatform& platform) {
    const bool seeded = any_seed(given.seed);
    const RunPlace place = run_place(given);
    if (!seeded && place != RunPlace::foreground && !given.config) given.config = platform.default_config;
    if (!seeded && !given.config) return needs_config(name);
    if (seeded && given.config)
        return wrong("a configuration file and -s, -d, -t exclude each other; write it all into the file");
    if (seeded && !given.seed.provider && !given.seed.domain)
        return wrong("a provider and a name are missing: `ddns-reactor -s PROVIDER -d NAME -t TOKEN`");
    RunOptions options{given.config.value_or(""), std::nullopt, place};
    if (seeded) options.seed = given.seed;
    if (name == "once") return OnceCommand{std::move(options)};
    return RunCommand{std::move(options)};
}

Command build(std::string_view name, const Given& given, const CommandPlatform& platform) {
    if (name.empty() || name == "run" || name == "once")
        return run_command(name.empty() ? "run" : name, given, platform);
    if (any_seed(given.seed))
        return wrong(fmt::format("{} does not take -s, -d, -t; write a configuration file", name));
    if (name == "plan") {
        if (!given.config) return needs_config(name);
        return PlanCommand{*given.config, given.snapshot, given.json};
    }
    if (name == "check") {
        if (!given.config) return needs_config(name);
        return CheckCommand{*given.config};
    }
    if (name == "snapshot") return SnapshotCommand{};
    if (name == "rank") return RankCommand{given.config, given.snapshot, given.json};
    if (name == "providers") return providers_command(given);
    if (name == "service") return service_command(given, platform);
    if (name == "secret") return secret_command(given);
    if (name == "import") return import_command(given);
    if (name == "why" && !given.name)
        return wrong("why needs the name of a record: `ddns-reactor why home.example.com`");
    return AskCommand{given.name, given.config, given.state, given.json};
}

} // namespace

Command parse_command(const std::vector<std::string>& words, const CommandPlatform& platform) {
    if (words.empty()) return ShowText{short_help(), ExitCode::bad_config};
    Given given;
    CLI::App app;
    app.set_help_flag();
    app.allow_extras();
    app.require_subcommand(0, 1);
    app.add_flag("-h,--help", given.help);
    app.add_flag("--version", given.version);
    app.add_option("-c,--config", given.config);
    add_seed(app, given.seed);
    add_commands(app, given, platform.family == CommandPlatform::Family::windows);
    try {
        app.parse(std::vector<std::string>(words.rbegin(), words.rend())); // the library wants them reversed
    } catch (const CLI::Error& error) {
        return wrong_value(error.what());
    }
    const auto chosen = app.get_subcommands();
    const std::string name = chosen.empty() ? std::string() : chosen.front()->get_name();
    if (given.help)
        return ShowText{name.empty() ? full_help(platform.family) : command_help(name, platform.family),
                        ExitCode::ok};
    if (given.version) return ShowText{version_text(), ExitCode::ok};
    if (const auto extra = app.remaining(); !extra.empty()) return unknown_word(extra.front(), app, "");
    if (!chosen.empty())
        if (const auto extra = chosen.front()->remaining(); !extra.empty())
            return unknown_word(extra.front(), *chosen.front(), name);
    return build(name, given, platform);
}

namespace {

bool is_exposed(const std::optional<std::string>& value) {
    return value && !value->empty() && value->find("${") == std::string::npos;
}

} // namespace

std::string exposed_secret_warning(const SeedArguments& seed) {
    const std::string_view option = is_exposed(seed.token)      ? "token"
                                    : is_exposed(seed.password) ? "password"
                                                                : "";
    if (option.empty()) return {};
    return fmt::format("the {} was in the list of processes for a moment, and may be in the shell's history; "
                       "write '${{env:NAME}}' or '${{file:PATH}}' in its place",
                       option);
}

void overwrite_secrets(const SeedArguments& seed, char* word) {
    const std::string_view text(word);
    for (const auto* value : {&seed.token, &seed.password})
        if (is_exposed(*value) && text.ends_with(**value))
            std::fill_n(word + (text.size() - (*value)->size()), (*value)->size(), '*');
}

} // namespace ddns
