// SPDX-License-Identifier: MIT
#include "cli/ask.h"
#include "cli/commands.h"
#include "cli/output.h"

namespace ddns {

ExitCode run_status(const AskCommand& command) {
    const auto answer = ask(command, Json::Object{{"ask", "status"}});
    if (!answer) return complain(answer.error());
    if (command.json) return print(dump_json(*answer, 2) + '\n');
    return print(status_table(*answer));
}

} // namespace ddns
