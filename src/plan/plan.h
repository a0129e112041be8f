// SPDX-License-Identifier: MIT
#pragma once

#include "config/config.h"
#include "net/snapshot.h"
#include "provider/change.h"
#include "rank/rank.h"

#include <optional>
#include <string>
#include <vector>

/// Pure: what to change now, what to hold and until when, when to look again. Includes no uv, curl or yaml,
/// reads no clock. Everything it must remember between two calls is in `PlanMemory`, which goes in and comes
/// out.
namespace ddns {

/// What the outside saw through an uplink (source `detect`).
struct Detected {
    Family family = Family::v4;
    std::string interface; ///< the uplink's interface; "" = whatever the system chose
    IpAddress address;
    bool operator==(const Detected&) const = default;
};

/// What was last confirmed at the provider. Empty values: nothing yet, or unknown.
struct Published {
    std::vector<IpAddress> values; ///< sorted
    bool operator==(const Published&) const = default;
};

/// What planning remembers about a record.
struct RecordMemory {
    bool in_flight = false;             ///< a job is on its way
    std::vector<IpAddress> sent_values; ///< the values of that job

    /// The interface and the rank of what is published, from when it was published; unset after a restart.
    std::optional<Candidate> published_candidate;

    std::vector<IpAddress> held_values; ///< the wish that is on hold
    std::optional<Instant> held_since;

    /// Flapping: values published before the present ones and until when, newest last, at most 8.
    struct Past {
        std::vector<IpAddress> values;
        Instant until{};
        bool operator==(const Past&) const = default;
    };
    std::vector<Past> past;
    std::optional<Instant> published_at;
    Duration spacing{}; ///< the minimum time between two updates that flapping has earned; 0 = none

    unsigned failures = 0;           ///< in a row
    std::optional<Instant> retry_at; ///< not before
    std::optional<Error> last_error;
    bool stopped = false; ///< until the configuration changes (rejected)

    bool operator==(const RecordMemory&) const = default;
};

struct AccountMemory {
    std::optional<Error> stopped;      ///< auth or abuse: until the configuration changes
    std::optional<Instant> not_before; ///< rate limit
    bool operator==(const AccountMemory&) const = default;
};

struct PlanMemory {
    std::vector<RecordMemory> records;   ///< by index into Config::records
    std::vector<AccountMemory> accounts; ///< by index into Config::accounts
    bool operator==(const PlanMemory&) const = default;
};

PlanMemory fresh_memory(const Config& config);

enum class HoldReason : std::uint8_t {
    better,       ///< the old address still works; wait whether the better one stays (1 s)
    failover,     ///< another uplink; wait whether the old one returns (3 s)
    provisional,  ///< only a temporary or deprecated address; wait for a stable one (3 s)
    flapping,     ///< minimum spacing
    back_off,     ///< after a failure
    rate_limited, ///< the provider said when
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
    std::string reason; ///< "no address of class public", "detection has no answer yet" ...
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
    std::vector<std::size_t> stopped; ///< records that wait for a new configuration
    std::vector<DetectWish> detect;   ///< sorted, without duplicates
    std::optional<Instant> wake_at;   ///< call again then, if nothing calls earlier
    PlanMemory memory;                ///< give this to the next call
};

struct PlanInput {
    const Config& config;
    const Snapshot& snapshot; ///< to tell "the address is gone" from "its uplink is down"
    const Candidates& candidates;
    const std::vector<Detected>& detected;
    const std::vector<Published>& published; ///< by index into Config::records
    const PlanMemory& memory;
    Instant now;
};

/// The quality-gated edge. For each record:
/// - wanted == published, or nothing wanted: nothing is sent; a hold that was running ends.
/// - nothing published: send at once (provisional winners hold 3 s first).
/// - winner solid (live default route if the record needs one, class allowed, not deprecated, not temporary)
/// and
///   the old address is gone from the machine, deprecated, or on the same interface: send at once.
/// - winner solid, the old one still allowed on another interface: hold 1 s (`better`).
/// - the old one is still configured but not allowed any more (no carrier, route lost) and the winner is on
///   another interface: hold 3 s (`failover`); so is falling back to it later.
/// - winner temporary or deprecated: hold 3 s (`provisional`).
/// - no winner: keep, report as lost.
/// - a value that comes back within 10 min (A, B, A): the record earns a spacing of 5 s, doubled each time up
/// to
///   5 min, forgotten after 10 quiet minutes. The last state is always sent in the end.
Plan plan(const PlanInput& input);

/// Folds the end of a job into the memory. `jitter` in [0,1) is chance, given as a value.
/// - updated/unchanged: published, failures forgotten.
/// - network, timeout, server, bad_reply: back-off 2 s, doubled up to 15 min, plus jitter of up to a quarter;
///   never before `retry_after`.
/// - rate: the account waits for `retry_after` (60 s if not told).
/// - auth, abuse: the account stops. rejected, config: the record stops.
void apply_outcome(PlanMemory& memory, const Config& config, const Outcome& outcome,
                   const std::vector<Candidate>& candidates_now, Instant now, double jitter);

/// The network changed: records that failed only because nobody was reached may try again now.
void apply_network_change(PlanMemory& memory, Instant now);

} // namespace ddns
