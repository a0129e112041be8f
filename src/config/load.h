// SPDX-License-Identifier: MIT
#pragma once

#include "config/config.h"
#include "config/diagnostic.h"
#include "config/known_providers.h"
#include "util/result.h"

#include <functional>

namespace ddns {

/// Stands for a secret that cannot be read here. It is one of every kind: also a TSIG key (NAME:BASE64).
constexpr std::string_view assumed_secret = "assumed:YXNzdW1lZA==";

/// What loading may ask of the world. Tests give their own.
struct ConfigWorld {
    std::function<std::optional<std::string>(const std::string& name)> environment;
    /// A whole file of at most `max_bytes`, or a sentence with the path and the reason: error `system` when
    /// it may be read another time (permission, another program has it open, a pipe that stays empty for
    /// 5 s), `config` when there is no such file. For the configuration itself and for `${file:}`, `${cred:}`
    /// and `ca:`.
    std::function<Result<std::string>(const std::string& path, std::size_t max_bytes)> read_file;
    /// Whether group or others may read the file (earns a warning when it holds a secret).
    std::function<bool(const std::string& path)> readable_by_others;
    /// The command that takes it away from them: "chmod 600 /a/b".
    std::function<std::string(const std::string& path)> close_command;
    /// The secret in a `${dpapi:}` (util/protected_text.h). Error: a sentence.
    std::function<Result<std::string>(const std::string& base64)> unprotect;
    /// Where the state is kept when the configuration does not say: the platform's usual place.
    std::function<std::string()> state_folder;
};

/// The real one. Its state folder is $STATE_DIRECTORY (systemd.exec(5)), else for root
/// /var/lib/ddns-reactor, else $XDG_STATE_HOME/ddns-reactor or ~/.local/state/ddns-reactor. On Windows it is
/// %ProgramData%\ddns-reactor for the account of a service, else %LOCALAPPDATA%\ddns-reactor, elevated or
/// not.
ConfigWorld real_config_world();

/// Where a daemon may keep its state when its configuration does not say; that of `real_config_world` first.
/// On Windows there are two: a service and a Run key do not ask who looks for them.
std::vector<std::string> usual_state_folders();

struct LoadedConfig {
    std::shared_ptr<const Config> config; ///< null when there is an error
    std::vector<Diagnostic> diagnostics;  ///< errors first, each part in file order
    bool refused = false;                 ///< the system does not let the file be read: trying again may help
};

/// Reads and checks a configuration file. All errors are found in one go. Relative paths in the file (state,
/// ca, settings that the provider declares as paths, `${file:}`) are relative to the folder of the file.
///
/// - Either `accounts:` and `records:`, or the short form: one account (named like its provider) and its
///   records written at the top level with `provider:` and `domain:`. Both in one file is an error.
/// - `classes:` defaults to [public]; for a provider that serves a LAN (`any_class_without_asking`) to
///   [public, private].
/// - A record's name without a dot gets the provider's `domain_suffix`, if it has one.
/// - A provider setting called `url` takes the account's `url:` with its query, and `Account::url` stays "".
/// - Settings that are not given hold the provider's fallback, if it has one.
/// - `${env:X}`, `${file:path}`, `${cred:name}`, `${dpapi:text}` are replaced in all values of accounts;
/// `$${` stands for
///   `${`. Replaced text is not looked at again.
LoadedConfig load_config(const std::string& path, const KnownProviders& providers, const ConfigWorld& world);

/// The same for a text that is in memory; `path` only names it in messages and anchors relative paths.
LoadedConfig parse_config(const std::string& text, const std::string& path, const KnownProviders& providers,
                          const ConfigWorld& world);

} // namespace ddns
