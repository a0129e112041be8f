// SPDX-License-Identifier: MIT
#include "cli/cli.h"

#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/run.h"
#include "util/standard_streams.h"

#include <cstdio>
#include <exception>
#include <fmt/format.h>

namespace ddns {

namespace {

/// Does what a command says; one overload a command.
struct Perform {
    int operator()(const ShowText& show) const {
        if (show.code == ExitCode::ok) return static_cast<int>(print(show.text));
        std::fwrite(show.text.data(), 1, show.text.size(), stderr);
        return static_cast<int>(show.code);
    }
    int operator()(const RunCommand& command) const { return run_daemon(command.options); }
    int operator()(const OnceCommand& command) const { return run_once(command.options); }
    int operator()(const PlanCommand& command) const { return static_cast<int>(run_plan(command)); }
    int operator()(const CheckCommand& command) const { return static_cast<int>(run_check(command)); }
    int operator()(const SnapshotCommand& command) const { return static_cast<int>(run_snapshot(command)); }
    int operator()(const RankCommand& command) const { return static_cast<int>(run_rank(command)); }
    int operator()(const ProvidersCommand& command) const { return static_cast<int>(run_providers(command)); }
    int operator()(const AskCommand& command) const {
        return static_cast<int>(command.name ? run_why(command) : run_status(command));
    }
    int operator()(const ServiceCommand& command) const { return static_cast<int>(run_service(command)); }
    int operator()(const SecretCommand& command) const { return static_cast<int>(run_secret(command)); }
    int operator()(const ImportCommand& command) const { return static_cast<int>(run_import(command)); }
};

const SeedArguments* seed_of(const Command& command) {
    const RunOptions* options = nullptr;
    if (const auto* run = std::get_if<RunCommand>(&command)) options = &run->options;
    if (const auto* once = std::get_if<OnceCommand>(&command)) options = &once->options;
    return options && options->seed ? &*options->seed : nullptr;
}

/// The list of processes shows the words of the command line as long as the process lives.
void hide_exposed_secret(const Command& command, int argc, char** argv) {
    const SeedArguments* seed = seed_of(command);
    if (!seed) return;
    if (const std::string warning = exposed_secret_warning(*seed); !warning.empty()) warn(warning);
    hide_secrets_of_process(*seed, argc, argv);
}

} // namespace

int dispatch(int argc, char** argv) {
    guard_standard_streams();
    try {
        const Command command = parse_command(argument_words(argc, argv));
        hide_exposed_secret(command, argc, argv);
        return std::visit(Perform{}, command);
    } catch (const std::exception& exception) {
        return static_cast<int>(complain(
            {ErrorKind::internal, fmt::format("stopped by a mistake of its own: {}", exception.what())}));
    }
}

} // namespace ddns
