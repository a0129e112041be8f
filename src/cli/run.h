// SPDX-License-Identifier: MIT
#pragma once

#include "config/seed.h"

#include <optional>
#include <string>

namespace ddns {

/// Who starts the daemon, and so who stops it and reads what it says. Only Windows knows the last two.
enum class RunPlace : std::uint8_t {
    foreground, ///< a person, or a service manager that expects a plain program
    service,    ///< Windows' service manager (`run --service`)
    hidden,     ///< a scheduled task or a Run key: no window (`run --hidden`)
};

struct RunOptions {
    std::string config;                ///< path; "" with `seed`
    std::optional<SeedArguments> seed; ///< the configuration on the command line
    RunPlace place = RunPlace::foreground;
};

/// The daemon, until it is told to end. Gives the exit code.
int run_daemon(const RunOptions& options);

/// One pass: waits for the outcomes. Gives the exit code, 1 when a provider failed.
int run_once(const RunOptions& options);

} // namespace ddns
