// SPDX-License-Identifier: MIT
#pragma once

#include "config/config.h"
#include "provider/change.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

/// What planning remembers between two calls, and what happens to it in between. Pure, as plan/plan.h.
namespace ddns {

/// Where a value came from.
struct Origin {
    std::string interface;
    bool detected = false;    ///< seen from outside through that interface, not configured on it
    bool by_failover = false; ///< it was published because another uplink was down
    bool operator==(const Origin&) const = default;
};

/// Enough for every value of a few changes that nobody confirmed. The state cannot hold more.
inline constexpr std::size_t most_ours = 64;

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

    // For `address: all`, where each value has a way of its own.
    std::map<IpAddress, Origin> origins; ///< of what is published, as far as known
    std::map<IpAddress, Instant>
        leaving;                 ///< published values that nothing speaks for any more, and since when
    std::vector<IpAddress> ours; ///< what this program put there, or may have; sorted, at most `most_ours`

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

    /// When the provider last took an update, or may have taken one.
    std::optional<Instant> updated_at;

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

/// Nothing remembered, sized for the configuration. Also what a new configuration starts with.
PlanMemory fresh_memory(const Config& config);

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
