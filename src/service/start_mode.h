// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace ddns {

/// Who starts the daemon on Windows: the word after `service install --mode`.
enum class StartMode : std::uint8_t {
    service, ///< the service manager, in an account of its own
    task,    ///< the Task Scheduler, when the computer starts, as LOCAL SERVICE
    logon,   ///< the user's Run key, when the user logs on
};

/// "service", "task", "logon".
std::string_view to_string(StartMode mode);
/// "the Windows service", "the scheduled task", "the Run key".
std::string_view describe(StartMode mode);
std::optional<StartMode> start_mode(std::string_view word);

} // namespace ddns
