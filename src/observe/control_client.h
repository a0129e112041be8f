// SPDX-License-Identifier: MIT
#pragma once

#include "util/json.h"

namespace ddns {

/// Asks the running daemon one question (see control.h) and waits for its answer, up to 5 s at each step.
/// `path` is `control.sock` in the state folder. For the command line; never on the loop.
/// Errors: `system` when it does not run, may not be asked or does not answer in time; `bad_reply`.
Result<Json> ask_daemon(const std::string& path, const Json& request);

} // namespace ddns
