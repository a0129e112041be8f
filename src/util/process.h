// SPDX-License-Identifier: MIT
#pragma once

#include "util/result.h"

#include <memory>
#include <string>
#include <vector>

namespace ddns {

struct ProcessResult {
    int exit_code = 0;  ///< 128 + signal when a signal ended it
    std::string output; ///< what it wrote to stdout and stderr, at most 64 KiB
    bool operator==(const ProcessResult&) const = default;
};

/// Other programs, run to their end. One of the five seams: tests have a fake. For the command line only:
/// `run` waits, so nothing on the loop may call it.
class ProcessRunner {
public:
    virtual ~ProcessRunner() = default;

    /// `command[0]` is looked up in PATH; no shell is involved. stdin is empty. An exit code other than 0 is
    /// a result. Errors: `system` when the program cannot be started.
    virtual Result<ProcessResult> run(const std::vector<std::string>& command) = 0;
};

std::unique_ptr<ProcessRunner> make_process_runner();

} // namespace ddns
