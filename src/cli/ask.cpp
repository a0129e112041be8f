// SPDX-License-Identifier: MIT
#include "cli/ask.h"

#include "cli/configuration.h"
#include "observe/control_client.h"
#include "util/text.h"

namespace ddns {

namespace {

Result<std::string> folder_of(const AskCommand& command) {
    if (command.state) return *command.state;
    if (command.config) return state_folder_of(*command.config);
    return real_config_world().state_folder();
}

} // namespace

Result<Json> ask(const AskCommand& command, const Json& request) {
    const auto folder = folder_of(command);
    if (!folder) return tl::unexpected(folder.error());
    auto answer = ask_daemon(*folder + "/control.sock", request);
    if (!answer) return answer;
    const Json* error = answer->find("error");
    if (error) return fail(ErrorKind::system, printable(error->scalar_text(), 400));
    return answer;
}

} // namespace ddns
