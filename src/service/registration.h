// SPDX-License-Identifier: MIT
#pragma once

#include "service/start_mode.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ddns {

/// What Windows is told to start. It is also all that it remembers of an installation: `uninstall` and
/// `status` read it back from the command line that Windows holds.
struct Registration {
    StartMode mode = StartMode::service;
    std::string executable; ///< absolute, as the next
    std::string config;

    bool operator==(const Registration&) const = default;
};

/// {"run", "--service", "-c", config}, or `--hidden` for the other modes.
std::vector<std::string> registered_arguments(const Registration& registration);
/// With the program before them, as one text.
std::string registered_command(const Registration& registration);
/// nullopt: this program did not write that, for this mode.
std::optional<Registration> registration_of(StartMode mode, std::string_view command_line);

} // namespace ddns
