// SPDX-License-Identifier: MIT
#pragma once

#include "cli/run.h"

#include <string>
#include <vector>

namespace ddns {

/// The words of the command line without the program's own name, as UTF-8. `argc` and `argv` are those of
/// `main`; on Windows, where they are in the code page, they are not looked at.
std::vector<std::string> argument_words(int argc, char** argv);

/// Overwrites what `overwrite_secrets` says (cli/command.h) where other programs can read it: in the list of
/// processes. Words must have been taken before.
void hide_secrets_of_process(const SeedArguments& seed, int argc, char** argv);

} // namespace ddns
