// SPDX-License-Identifier: MIT
#pragma once

#include "plan/plan.h"
#include "util/json.h"

namespace ddns {

/// A plan for programs: {"send":[{"name","type","account","values","why"}],
/// "hold":[{"name","type","account","values","reason","seconds"}],
/// "lost":[{"name","type","account","reason"}], "unchanged":N,
/// "stopped":[{"name","type","account","reason"}], "detect":[{"family","interface"}], "wake_in":seconds}.
/// `seconds` and `wake_in` are null when only an event ends the wait.
Json plan_report(const Config& config, const Plan& plan, Instant now);

/// The same for people: a line a record, what happens first, and why. Ends with a newline.
std::string plan_table(const Config& config, const Plan& plan, Instant now);

/// "the old uplink may come back": why a wish is on hold.
std::string_view describe(HoldReason reason);

} // namespace ddns
