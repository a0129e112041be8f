// SPDX-License-Identifier: MIT
#include "cli/ask.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "util/text.h"

#include <fmt/format.h>

namespace ddns {

ExitCode run_why(const AskCommand& command) {
    const auto answer = ask(command, Json::Object{{"ask", "why"}, {"name", command.name.value_or("")}});
    if (!answer) return complain(answer.error());
    const Json* records = answer->find("records");
    const bool unknown = !records || !records->if_array() || records->if_array()->empty();
    if (unknown && !command.json)
        return complain({ErrorKind::config, fmt::format("no record of the daemon is called {}; `ddns-reactor "
                                                        "status` lists them",
                                                        printable(command.name.value_or("")))});
    if (command.json) return print(dump_json(*answer, 2) + '\n');
    return print(why_text(*answer));
}

} // namespace ddns
