// SPDX-License-Identifier: MIT
#pragma once

#include "config/config.h"
#include "state/store.h"

namespace ddns {

/// Under which name a record is remembered. The account's part also tells which service it is, so that an
/// account that keeps its name but moves to another provider or another `url:` starts as unknown there. It
/// holds no secret: of the URL only a checksum.
RecordKey key_of(const Config& config, const Record& record);

} // namespace ddns
