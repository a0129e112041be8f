// SPDX-License-Identifier: MIT
#pragma once

#include "import/draft.h"
#include "import/original.h"

namespace ddns {

/// Where a host's addresses come from, by `use`, `usev4` and `usev6`: a type for each that is on. Takes these
/// and the interfaces; pages, commands and fixed addresses are left for the notes.
std::vector<std::pair<RecordType, AddressWay>> read_ddclient_ways(OriginalOptions& options);

} // namespace ddns
