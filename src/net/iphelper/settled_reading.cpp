// SPDX-License-Identifier: MIT
#include "net/iphelper/settled_reading.h"

#include "net/iphelper/snapshot_builder.h"

namespace ddns::iphelper {

Result<Reading> read_settled(IpHelper& helper, const ChangeCounter& changes) {
    for (int attempt = 1;; ++attempt) {
        const std::uint64_t before = changes.count();
        const auto tables = helper.read_tables();
        if (!tables) return tl::unexpected(tables.error());
        const bool settled = changes.count() == before;
        if (settled || attempt == most_attempts) return Reading{build_snapshot(*tables), settled, before};
    }
}

} // namespace ddns::iphelper
