// SPDX-License-Identifier: MIT
#pragma once

namespace ddns {

/// How the program ends. Scripts and service managers depend on these numbers.
enum class ExitCode {
    ok = 0,
    provider_failed = 1, ///< something failed at a provider (`once`)
    bad_config = 2,      ///< the configuration or the command line is wrong; starting again does not help
    system_refused = 3,  ///< a socket, a file, a permission; also: the daemon or systemd is not there
};

} // namespace ddns
