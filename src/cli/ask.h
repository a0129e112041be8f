// SPDX-License-Identifier: MIT
#pragma once

#include "cli/command.h"
#include "util/json.h"
#include "util/result.h"

#include <string>

namespace ddns {

/// Sends a request to the daemon that the options point at. Errors: `config` (the configuration does not tell
/// where), `system` (it does not run or may not be asked), or what the daemon answered with `error`.
Result<Json> ask(const AskCommand& command, const Json& request);

/// The daemon's answers (reactor/reactor_status.cpp) for people; pure, and indifferent to what an answer
/// lacks. All text in them is made fit for a terminal.
std::string status_table(const Json& answer);

/// Each record of that name with what was published and why, then the addresses of its family in their order,
/// then those that are not ranked.
std::string why_text(const Json& answer);

} // namespace ddns
