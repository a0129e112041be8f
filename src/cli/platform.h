// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ddns {

/// Where the command line and the help differ from system to system.
struct CommandPlatform {
    enum class Family : std::uint8_t { linux_, windows };
    Family family = Family::linux_;
    std::string default_config; ///< absolute; for `service`, and on Windows for `run --service`
};

/// Of this system.
CommandPlatform command_platform();

/// Pieces of the help.
struct PlatformHelp {
    std::string_view install_example; ///< for the help of the whole program
    std::string_view run;             ///< what ends the daemon, and an example
    std::string_view service;         ///< all of `service --help` after its head
};
PlatformHelp platform_help(CommandPlatform::Family family);

} // namespace ddns
