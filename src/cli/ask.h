// SPDX-License-Identifier: MIT
#pragma once

#include "cli/command.h"
#include "util/json.h"
#include "util/result.h"

#include <cstdint>
#include <string>

namespace ddns {

/// Sends a request to the daemon that the options point at. Errors: `config` (the configuration does not tell
/// where), `system` (it does not run or may not be asked), or what the daemon answered with `error`.
Result<Json> ask(const AskCommand& command, const Json& request);

/// The daemon's answers for people; pure, and indifferent to what an answer lacks. All text in them is made
/// fit for a terminal.
///
/// Status: {"version", "pid", "config", "since", "records": [{"name", "type", "account", "state",
/// "values": [..], "confirmed_at", "detail"}..]}. `since` and `confirmed_at` are seconds since 1970, `state`
/// is one word (published, pending, hold, lost, failed, stopped), `detail` a phrase.
std::string status_table(const Json& answer, std::int64_t now);

/// Why: {"records": [{"name", "type", "account", "state", "detail", "published": [..], "wanted": [..],
/// "candidates": [{"address", "interface", "class", "accepted": bool, "reason", "reasons": [..]}..],
/// "excluded": [{"address", "reason"}..]}..]}.
std::string why_text(const Json& answer);

} // namespace ddns
