// SPDX-License-Identifier: MIT
#pragma once

#include "net/iphelper/change_counter.h"
#include "net/iphelper/ip_helper.h"
#include "net/snapshot.h"

namespace ddns::iphelper {

struct Reading {
    Snapshot snapshot;
    /// Nothing changed while it was read. False: its parts may not fit together; look again soon.
    bool settled = true;
    std::uint64_t count = 0; ///< of the changes that it includes
};

inline constexpr int most_attempts = 3;

/// Reads the tables, again while the counter moves under them, at most `most_attempts` times. Any thread.
Result<Reading> read_settled(IpHelper& helper, const ChangeCounter& changes);

} // namespace ddns::iphelper
