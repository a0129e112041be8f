// SPDX-License-Identifier: MIT
#pragma once

#include "cli/command.h"

/// What the commands do, each in a file of its own name. All of them print what was asked for to stdout and
/// everything else to stderr. They may block.
namespace ddns {

ExitCode run_plan(const PlanCommand& command);
ExitCode run_check(const CheckCommand& command);
ExitCode run_snapshot(const SnapshotCommand& command);
ExitCode run_rank(const RankCommand& command);
ExitCode run_providers(const ProvidersCommand& command);
ExitCode run_provider_files(const ProvidersCommand& command); ///< `lint` and `try`
ExitCode run_status(const AskCommand& command);
ExitCode run_why(const AskCommand& command);
ExitCode run_service(const ServiceCommand& command);
ExitCode run_secret(const SecretCommand& command);
ExitCode run_import(const ImportCommand& command);

} // namespace ddns
