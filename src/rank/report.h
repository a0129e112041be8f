// SPDX-License-Identifier: MIT
#pragma once

#include "rank/rank.h"
#include "util/json.h"

#include <string>

/// What `rank` prints. "Publish" is what a record with the default address policy would get.
namespace ddns {

/// {"v4": [{"address", "interface", "class", "reasons": [..]}..], "v6": [..],
///  "excluded": [{"address", "reason"}..], "publish": {"v4": address or null, "v6": address or null}}
Json rank_report(const Candidates& candidates);

/// The same for people: a line a candidate with its reasons, then what is not ranked and why. Lines stay
/// within 100 columns; reasons that do not fit go on below.
std::string rank_table(const Candidates& candidates, bool colour);

} // namespace ddns
