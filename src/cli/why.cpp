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
    if (command.json)
        if (const ExitCode printed = print(dump_json(*answer, 2) + '\n'); printed != ExitCode::ok || !unknown)
            return printed;
    if (unknown)
        return complain({ErrorKind::config, fmt::format("no record of the daemon is called {}; `ddns-reactor "
                                                        "status` lists them",
                                                        printable(command.name.value_or("")))});
    return print(why_text(*answer));
}

} // namespace ddns
