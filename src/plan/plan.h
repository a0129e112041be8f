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

/// What the outside saw through an uplink. No entry for an uplink: not asked, or no answer yet.
struct Detected {
    Family family = Family::v4;
    std::string interface;            ///< the uplink's interface, as in the DetectWish
    std::optional<IpAddress> address; ///< unset: it was asked and nobody answered
    bool operator==(const Detected&) const = default;
};

/// What was last confirmed at the provider. Empty values: nothing yet, or unknown.
struct Published {
    std::vector<IpAddress> values; ///< sorted
    bool operator==(const Published&) const = default;
};

/// Where a value came from.
struct Origin {
    std::string interface;
    bool detected = false;    ///< seen from outside through that interface, not configured on it
    bool by_failover = false; ///< it was published because another uplink was down
    bool operator==(const Origin&) const = default;
};

/// What planning remembers about a record.
struct RecordMemory {
    struct Job {
        std::vector<IpAddress> values;
        std::vector<IpAddress> replaces; ///< what was published when it was sent
        Origin origin;
        bool operator==(const Job&) const = default;
    };
    std::optional<Job> in_flight; ///< the job that is on its way

    std::optional<Origin> origin; ///< of what is published; unset after a restart

    /// The wish that is not fulfilled yet, and when it was first seen: the clock of every hold.
    std::vector<IpAddress> wanted_values;
    std::optional<Instant> wanted_since;

    /// Flapping: values published before the present ones and until when, newest last, at most 8.
    struct Past {
        std::vector<IpAddress> values;
        Instant until{};
        bool operator==(const Past&) const = default;
    };
    std::vector<Past> past;
    std::optional<Instant> published_at;
    Duration spacing{}; ///< what the next value that comes back must wait; 0 = it is the first

    unsigned failures = 0;           ///< in a row
    std::optional<Instant> retry_at; ///< not before
    std::optional<Error> last_error;
    /// A job ended without a word on whether the provider took it: what is published is not known for sure.
    bool uncertain = false;
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
/// A hold's clock starts when the wish is first seen; another wish starts it anew. `memory` is what the last
/// call returned (or `fresh_memory`), with the outcomes since then applied; move it in.
Plan plan(const PlanInput& input, PlanMemory memory);

/// Folds the end of a job into the memory. The caller keeps `published` itself. `jitter` in [0,1) is chance,
/// given as a value.
/// - updated/unchanged: published, failures forgotten.
/// - network, timeout, server, bad_reply, system, internal: back-off 2 s, doubled up to 15 min, plus jitter
/// of
///   up to a quarter; never before `retry_after`.
/// - rate: the account waits for `retry_after` (60 s if not told).
/// - auth, abuse: the account stops. rejected, config: the record stops.
void apply_outcome(PlanMemory& memory, const Config& config, const Outcome& outcome, Instant now,
                   double jitter);

/// The network changed: records that failed only because nobody was reached (network, timeout) may try again
/// now, and their back-off starts anew.
void apply_network_change(PlanMemory& memory, Instant now);

} // namespace ddns
