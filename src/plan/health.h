// SPDX-License-Identifier: MIT
#pragma once

#include "rank/rank.h"
#include "util/result.h"

#include <optional>
#include <string>

namespace ddns {

/// What the probe of an uplink has told. Pure. An uplink that was never probed counts as healthy.
struct Health {
    bool down = false;
    unsigned failures = 0;        ///< in a row
    unsigned successes = 0;       ///< in a row
    std::optional<Instant> asked; ///< when the last probe ended
    Duration latency{};           ///< of the last success
    std::string problem;          ///< of the last failure; "" after a success
    bool operator==(const Health&) const = default;
};

/// After one more probe, which took so long or failed. It goes down after `down_after` failures in a row, up
/// after `up_after` successes in a row; whatever comes in between starts the count anew.
Health after_probe(Health health, const Probe& probe, const Result<Duration>& took, Instant now);

} // namespace ddns
