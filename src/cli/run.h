// SPDX-License-Identifier: MIT
#pragma once

#include "config/seed.h"

#include <optional>
#include <string>

namespace ddns {

struct RunOptions {
    std::string config;                ///< path; "" with `seed`
    std::optional<SeedArguments> seed; ///< the configuration on the command line
};

/// The daemon, in the foreground, until a signal ends it. Gives the exit code.
int run_daemon(const RunOptions& options);

/// One pass: waits for the outcomes. Gives the exit code, 1 when a provider failed.
int run_once(const RunOptions& options);

} // namespace ddns
