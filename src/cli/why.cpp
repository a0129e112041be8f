// SPDX-License-Identifier: MIT
#include "cli/ask.h"
#include "cli/commands.h"
#include "cli/output.h"

namespace ddns {

ExitCode run_why(const AskCommand& command) {
    const auto answer = ask(command, Json::Object{{"command", "why"}, {"name", command.name.value_or("")}});
    if (!answer) return complain(answer.error());
    if (command.json) return print(dump_json(*answer, 2) + '\n');
    return print(why_text(*answer));
}

} // namespace ddns
