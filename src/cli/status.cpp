// SPDX-License-Identifier: MIT
#include "cli/ask.h"
#include "cli/commands.h"
#include "cli/output.h"

#include <ctime>

namespace ddns {

ExitCode run_status(const AskCommand& command) {
    const auto answer = ask(command, Json::Object{{"command", "status"}});
    if (!answer) return complain(answer.error());
    if (command.json) return print(dump_json(*answer, 2) + '\n');
    return print(status_table(*answer, std::time(nullptr)));
}

} // namespace ddns
