// SPDX-License-Identifier: MIT
#pragma once

#include "provider/change.h"

#include <vector>

namespace ddns {

/// For providers that write both families of a name at once: of the changes of one submission, those of one
/// name become one, which carries the values of both. Pure.
std::vector<Change> merge_families(std::vector<Change> changes);

} // namespace ddns
