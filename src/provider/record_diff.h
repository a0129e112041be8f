// SPDX-License-Identifier: MIT
#pragma once

#include "provider/change.h"
#include "provider/definition.h"
#include "provider/record_cache.h"

#include <optional>
#include <string>
#include <vector>

namespace ddns {

/// One write that makes an RRset what it should be.
struct WriteOp {
    WriteKind kind = WriteKind::create;
    std::string id; ///< of the record to update or remove
    IpAddress value;
    bool operator==(const WriteOp&) const = default;
};

/// What must be the same besides the value, for a record to be left alone.
struct WantedExtras {
    std::optional<unsigned> ttl;
    std::vector<std::optional<std::string>>
        options; ///< parallel to HeldRecord::options; unset: whatever it is
};

/// Pure: the writes that turn `held` into `wanted`, updates first, then creations, removals last, so that the
/// name never has no address in between. Empty: nothing to do. `can_update` false: an update is a creation
/// and a removal.
std::vector<WriteOp> difference(const HeldSet& held, const std::vector<IpAddress>& wanted,
                                const WantedExtras& extras, bool can_update);

} // namespace ddns
