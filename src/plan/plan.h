// SPDX-License-Identifier: MIT
#pragma once

#include "config/config.h"
#include "detect/party.h"
#include "net/snapshot.h"
#include "plan/memory.h"
#include "provider/change.h"
#include "rank/rank.h"

#include <optional>
#include <string>
#include <vector>

/// Pure: what to change now, what to hold and until when, when to look again. Includes no uv, curl or yaml,
/// reads no clock. Everything it must remember between two calls is in `PlanMemory` (plan/memory.h), which
/// goes in and comes out.
namespace ddns {

/// What the outside saw through an uplink. No entry for an uplink: not asked, or no answer yet.
struct Detected {
    Family family = Family::v4;
    std::string interface;                     ///< the uplink's interface, as in the DetectWish
    std::optional<IpAddress> address;          ///< unset: it was asked and nobody answered
    DetectMethod method = DetectMethod::https; ///< by which `address` was confirmed
    std::vector<std::string> agreed{};         ///< the parties that said so
    std::vector<Statement> said{}; ///< at the last look, which may have failed: what each said, or why not
    std::optional<Instant> confirmed{}; ///< when `address` was last confirmed
    Duration latency{};                 ///< from the question to that
    bool operator==(const Detected&) const = default;
};

/// What was last confirmed at the provider. Empty values: nothing yet, or unknown.
struct Published {
    std::vector<IpAddress> values;    ///< sorted
    std::optional<Instant> confirmed; ///< when; unset: not known
    bool operator==(const Published&) const = default;
};

enum class HoldReason : std::uint8_t {
    better,       ///< the old address still works; wait whether the better one stays (1 s)
    failover,     ///< another uplink; wait whether the old one returns (3 s)
    provisional,  ///< only deprecated, or temporary where stable is wanted, or the reverse (3 s)
    flapping,     ///< minimum spacing
    back_off,     ///< after a failure
    rate_limited, ///< the provider said when
    pace,         ///< the provider wants a pause between two updates of a record
    in_flight,    ///< the newest value goes when the present job has ended
};

std::string_view to_string(HoldReason reason);

struct Hold {
    std::size_t record = 0;
    HoldReason reason = HoldReason::better;
    std::vector<IpAddress> values;
    std::optional<Instant> until; ///< unset: until an event (in_flight)
    bool operator==(const Hold&) const = default;
};

/// A record that keeps what is published because nothing may take its place.
struct Lost {
    std::size_t record = 0;
    std::string reason;   ///< "no address of class public", "detection has no answer yet" ...
    bool waiting = false; ///< an answer from outside is still to come
    bool operator==(const Lost&) const = default;
};

/// Asks for detection through this interface ("" = as the system chooses).
struct DetectWish {
    Family family = Family::v4;
    std::string interface;
    auto operator<=>(const DetectWish&) const = default;
};

struct Plan {
    std::vector<Change> send;
    std::vector<std::string> why; ///< parallel to `send`: one phrase each ("the old address is gone")
    std::vector<Hold> holds;
    std::vector<Lost> lost;
    std::vector<std::size_t> stopped;   ///< records that wait for a new configuration
    std::vector<std::size_t> unchanged; ///< records that are as they should be
    std::vector<DetectWish> detect;     ///< sorted, without duplicates
    std::optional<Instant> wake_at;     ///< call again then, if nothing calls earlier
    PlanMemory memory;                  ///< give this to the next call
};

struct PlanInput {
    const Config& config;
    const Snapshot& snapshot; ///< to tell "the address is gone" from "its uplink is down"
    const Candidates& candidates;
    const std::vector<Detected>& detected;
    const std::vector<Published>& published; ///< by index into Config::records
    Instant now;
};

/// The quality-gated edge. For each record:
/// - wanted == published, or nothing wanted: nothing is sent; a hold that was running ends.
/// - nothing published: send at once (provisional winners hold 3 s first).
/// - winner solid (not deprecated, not temporary, all that the record's policy asks for) and the old address
///   is gone from the machine, deprecated, or on the same interface: send at once.
/// - winner solid, the old one still allowed on another interface: hold 1 s (`better`), 3 s when the old one
///   was a failover.
/// - the old one is still configured but not allowed any more (no carrier, route lost) and the winner is on
///   another interface: hold 3 s (`failover`).
/// - winner temporary or deprecated: hold 3 s (`provisional`).
/// - no winner: keep, report as lost.
/// - a value that comes back within 10 min (A, B, A) goes 5 s after the last update at the earliest, the next
///   one that comes back 10 s, doubled up to 5 min, forgotten after 10 quiet minutes. Values that are new
///   never wait. The last state is always sent in the end.
///
/// What the account's provider asks for comes on top:
/// - `apart`: so long after the last update that it took, or may have taken, the next one is held (`pace`).
/// - `again`: what is as it should be is sent all the same when it was not confirmed for so long.
/// - `together`: each change carries the values of the name's other family, and waits while an update of that
///   one is on its way.
///
/// A hold's clock starts when the wish is first seen; another wish starts it anew. `memory` is what the last
/// call returned (or `fresh_memory`), with the outcomes since then applied; move it in.
Plan plan(const PlanInput& input, PlanMemory memory);

/// All published addresses, sorted, each once: what the ranking prefers among equals.
std::vector<IpAddress> incumbents_of(const std::vector<Published>& published);

} // namespace ddns
