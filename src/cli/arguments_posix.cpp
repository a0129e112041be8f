// SPDX-License-Identifier: MIT
#include "cli/arguments.h"

#include "cli/command.h"

namespace ddns {

std::vector<std::string> argument_words(int argc, char** argv) {
    return {argv + (argc > 0 ? 1 : 0), argv + argc};
}

void hide_secrets_of_process(const SeedArguments& seed, int argc, char** argv) {
    for (int i = 1; i < argc; ++i) overwrite_secrets(seed, argv[i]);
}

} // namespace ddns
