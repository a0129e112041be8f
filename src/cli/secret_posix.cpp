// SPDX-License-Identifier: MIT
#include "cli/commands.h"
#include "cli/output.h"
#include "util/protected_text.h"

namespace ddns {

ExitCode run_secret(const SecretCommand& command) {
    return complain(protect_text(Secret(), command.whom).error());
}

} // namespace ddns
