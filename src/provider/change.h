// SPDX-License-Identifier: MIT
#pragma once

#include "net/address.h"
#include "util/result.h"

#include <map>
#include <string>
#include <vector>

namespace ddns {

/// Make this RRset hold exactly these values, or these besides those of others. The unit of work that goes to
/// a provider.
struct Change {
    std::size_t record = 0; ///< index into Config::records; comes back in the Outcome
    std::string name;       ///< full name, lower case, no final dot
    RecordType type = RecordType::A;
    std::vector<IpAddress> values; ///< sorted; empty: the RRset goes
    std::optional<unsigned> ttl;
    std::map<std::string, std::string> options;
    /// What the name's other family shall hold, for accounts whose provider writes both together; empty: not
    /// ours to say.
    std::vector<IpAddress> other;
    /// Written also when the provider holds the values: it wants to be told now and then.
    bool refresh = false;
    /// `values` come beside those that others put there (`address: all`); only `ours` may go. Where a
    /// provider cannot tell what it holds, or writes both families together, the set is exactly `values`.
    bool keep_others = false;
    std::vector<IpAddress> ours{}; ///< what this program put there, or may have; sorted
    /// The record that asked for `other` in the same submission, and gets the same outcome.
    std::optional<std::size_t> other_record;
};

/// How a change ended. `updated` and `unchanged` both mean: the provider now has the values.
struct Outcome {
    enum class Status { updated, unchanged, failed };
    std::size_t record = 0;
    Status status = Status::failed;
    std::vector<IpAddress> values; ///< the values of the change
    Error error;      ///< when failed; a sentence that leaves out which record at which account it was
    std::string note; ///< what the user should set right in any case, such as the clock; mostly ""
    /// How it was sent when not as the kernel routes: "through lte (wwan0), because ..."; mostly "".
    std::string way;
    Instant sent{};        ///< when its first request was handed to the network
    Instant confirmed{};   ///< when the reply that decided it was complete
    unsigned requests = 0; ///< how many requests were made for it (shared ones count for each)
};

} // namespace ddns
