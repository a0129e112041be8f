// SPDX-License-Identifier: MIT
#pragma once

#include "net/detour.h"
#include "net/snapshot.h"
#include "rank/rank.h"

#include <set>
#include <string>
#include <vector>

namespace ddns {

/// From where leaves what names one of those interfaces, where that owns a default route, and how the rest
/// gets around uplinks whose probe fails. Pure.
Ways ways_out(const Snapshot& snapshot, const Candidates& candidates, const std::set<std::string>& named);

/// How what is written gets around uplinks whose probe fails, at most one way a family. Pure. Nothing when
/// all are healthy, or when no other uplink of that family is: then the kernel decides. The way leads through
/// the best ranked healthy uplink, one that the configuration names before others.
std::vector<Detour> detours(const Snapshot& snapshot, const Candidates& candidates);

} // namespace ddns
