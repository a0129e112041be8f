// SPDX-License-Identifier: MIT
#pragma once

#include "util/process.h"
#include "util/text.h"

#include <map>

namespace ddns {

/// Runs nothing: remembers the commands and gives the answers it was told to give.
class FakeProcessRunner final : public ProcessRunner {
public:
    std::vector<std::string> commands;            ///< each joined by spaces
    std::map<std::string, ProcessResult> answers; ///< by command; others end with 0 and say nothing
    bool missing = false;                         ///< no program can be started

    Result<ProcessResult> run(const std::vector<std::string>& command) override {
        commands.push_back(join(command, " "));
        if (missing) return fail(ErrorKind::system, "cannot start " + command.front() + ": No such file");
        const auto answer = answers.find(commands.back());
        return answer == answers.end() ? ProcessResult{} : answer->second;
    }
};

} // namespace ddns
