// SPDX-License-Identifier: MIT
#include "cli/cli.h"

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
    int operator()(const RunCommand& command) const {
        warn_of_exposed_secret(command.options);
        return run_daemon(command.options);
    }
    int operator()(const OnceCommand& command) const {
        warn_of_exposed_secret(command.options);
        return run_once(command.options);
    }
    int operator()(const PlanCommand& command) const { return static_cast<int>(run_plan(command)); }
    int operator()(const CheckCommand& command) const { return static_cast<int>(run_check(command)); }
    int operator()(const SnapshotCommand& command) const { return static_cast<int>(run_snapshot(command)); }
    int operator()(const RankCommand& command) const { return static_cast<int>(run_rank(command)); }
    int operator()(const ProvidersCommand& command) const { return static_cast<int>(run_providers(command)); }
    int operator()(const AskCommand& command) const {
        return static_cast<int>(command.name ? run_why(command) : run_status(command));
    }
    int operator()(const ServiceCommand& command) const { return static_cast<int>(run_service(command)); }

    static void warn_of_exposed_secret(const RunOptions& options) {
        if (!options.seed) return;
        if (const std::string warning = exposed_secret_warning(*options.seed); !warning.empty())
            warn(warning);
    }
};

} // namespace

int dispatch(int argc, char** argv) {
    guard_standard_streams();
    try {
        const std::vector<std::string> words(argv + (argc > 0 ? 1 : 0), argv + argc);
        return std::visit(Perform{}, parse_command(words));
    } catch (const std::exception& exception) {
        return static_cast<int>(complain(
            {ErrorKind::internal, fmt::format("stopped by a mistake of its own: {}", exception.what())}));
    }
}

} // namespace ddns
