// SPDX-License-Identifier: MIT
#include "cli/ask.h"

#include "cli/configuration.h"
#include "cli/platform.h"
#include "loop/local_socket.h"
#include "observe/control_client.h"
#include "util/text.h"

#include <algorithm>

namespace ddns {

namespace {

std::string socket_in(const std::string& folder) { return folder + "/control.sock"; }

/// The first of those it may be where a daemon is.
Result<std::string> folder_of(const AskCommand& command) {
    if (command.state) return *command.state;
    std::vector<std::string> folders = usual_state_folders();
    if (command.config) {
        folders.insert(folders.begin(), world_of(*command.config).state_folder());
        for (std::string& folder : folders) {
            const auto configured = state_folder_of(*command.config, folder);
            if (!configured) return configured;
            folder = *configured;
        }
    } else if (auto of_machine = state_folder_of(command_platform().default_config)) {
        folders.push_back(std::move(*of_machine));
    }
    if (folders.size() == 1) return folders.front();
    const auto found = std::find_if(folders.begin(), folders.end(), [](const std::string& folder) {
        return is_listened_at(socket_in(folder));
    });
    return found == folders.end() ? folders.front() : *found;
}

} // namespace

Result<Json> ask(const AskCommand& command, const Json& request) {
    const auto folder = folder_of(command);
    if (!folder) return tl::unexpected(folder.error());
    auto answer = ask_daemon(socket_in(*folder), request);
    if (!answer) return answer;
    const Json* error = answer->find("error");
    if (error) return fail(ErrorKind::system, printable(error->scalar_text(), 400));
    return answer;
}

} // namespace ddns
