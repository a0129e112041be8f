// SPDX-License-Identifier: MIT
#pragma once

#include "plan/gate.h"

namespace ddns {

/// What `address: all` keeps of the published values that nothing speaks for at the moment.
struct Leaving {
    std::vector<IpAddress> kept;
    std::optional<Instant> until; ///< when the first of them may go; unset: when an uplink has spoken
    HoldReason reason = HoldReason::failover;
    std::string_view why; ///< of those that go now: a phrase for people; "" = none goes
};

/// Each value of a set has a hold of its own, so that an uplink that is lost does not delay what another one
/// has to say.
/// - An uplink that is up, and of which the outside has not told: its value stays until it has. Which one
/// that
///   is may be unknown after a restart; then every value stays that this machine does not know.
/// - Otherwise as the gate says of one value. A value of unknown origin that has no successor waits as long
/// as
///   that of an uplink that is down.
///
/// `wish` has winners. Keeps its clocks in `memory`.
Leaving leaving(Gate& gate, const Record& record, const Wish& wish, const std::vector<IpAddress>& published,
                RecordMemory& memory, Instant now);

} // namespace ddns
