// SPDX-License-Identifier: MIT
#pragma once

#include "cli/platform.h"
#include "cli/run.h"
#include "service/needs.h"
#include "service/start_mode.h"
#include "util/exit_code.h"
#include "util/protected_text.h"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

/// What the command line asks for, as plain values; parse_command makes them.
namespace ddns {

/// Nothing to do but say something: help, version, or what is wrong with the command line.
struct ShowText {
    std::string text;
    ExitCode code = ExitCode::ok; ///< ok goes to stdout, everything else to stderr
};

struct RunCommand {
    RunOptions options;
};

struct OnceCommand {
    RunOptions options;
};

struct PlanCommand {
    std::string config;
    std::optional<std::string> snapshot; ///< a file instead of this machine
    bool json = false;
};

struct CheckCommand {
    std::string config;
};

struct SnapshotCommand {};

struct RankCommand {
    std::optional<std::string> config; ///< for the names of uplinks and the order
    std::optional<std::string> snapshot;
    bool json = false;
};

struct ProvidersCommand {
    enum class Action : std::uint8_t { show, lint, try_, schema, index };
    Action action = Action::show;
    std::optional<std::string> name;   ///< with `show`; without: all of them
    std::optional<std::string> config; ///< with `show`: for a folder of provider files beside it
    std::vector<std::string> files;    ///< with `lint` and `try`: one at least
};

/// `status`, and with a name `why NAME`.
struct AskCommand {
    std::optional<std::string> name;
    std::optional<std::string> config; ///< one of these tells where the daemon keeps its state
    std::optional<std::string> state;
    bool json = false;
};

struct ServiceCommand {
    enum class Action : std::uint8_t { install, uninstall, start, stop, status };
    Action action = Action::status;
    std::string config;
    bool dry_run = false;
    ServiceScope scope = ServiceScope::system; ///< Linux
    StartMode mode = StartMode::service;       ///< Windows, with `install`
};

/// `secret protect`: what is read from stdin becomes a `${dpapi:}` for the configuration.
struct SecretCommand {
    ProtectedFor whom = ProtectedFor::user;
};

/// `import FILE`: another client's configuration as ours.
struct ImportCommand {
    std::string file;
    std::optional<std::string> from;   ///< whose it is; else it is recognised
    std::optional<std::string> output; ///< else it is printed
};

using Command =
    std::variant<ShowText, RunCommand, OnceCommand, PlanCommand, CheckCommand, SnapshotCommand, RankCommand,
                 ProvidersCommand, AskCommand, ServiceCommand, SecretCommand, ImportCommand>;

/// Never fails: what is wrong becomes a ShowText with exit code 2 and one sentence. The program's own name is
/// not among the words.
Command parse_command(const std::vector<std::string>& words,
                      const CommandPlatform& platform = command_platform());

/// A sentence when a secret stands on the command line, where other users of the machine can read it until it
/// is overwritten; else "".
std::string exposed_secret_warning(const SeedArguments& seed);

/// Overwrites the secret that a word of the command line is or ends with ("-tTOKEN"); references like
/// `${env:X}` stay.
void overwrite_secrets(const SeedArguments& seed, char* word);

} // namespace ddns
