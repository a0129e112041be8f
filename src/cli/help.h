// SPDX-License-Identifier: MIT
#pragma once

#include "cli/platform.h"

#include <span>
#include <string>
#include <string_view>

namespace ddns {

/// One command as the help shows it.
struct CommandHelp {
    std::string_view name;
    std::string_view usage;   ///< "run -c FILE"
    std::string_view summary; ///< half a line
    std::string_view
        text; ///< options and examples, for `ddns-reactor NAME --help`; PlatformHelp has the rest
};

/// In the order in which people meet them.
std::span<const CommandHelp> command_helps();

std::string version_text();                            ///< `--version`
std::string full_help(CommandPlatform::Family family); ///< `--help`
std::string short_help();                              ///< no arguments at all
/// Of a known command.
std::string command_help(std::string_view name, CommandPlatform::Family family);

} // namespace ddns
