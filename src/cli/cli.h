// SPDX-License-Identifier: MIT
#pragma once

namespace ddns {

/// The whole program behind `main`: reads the command line (as UTF-8: cli/arguments.h), does what it says,
/// gives the exit code (util/exit_code.h). Must run before anything else opens files: it guards the standard
/// streams first.
int dispatch(int argc, char** argv);

} // namespace ddns
