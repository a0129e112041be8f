// SPDX-License-Identifier: MIT
#pragma once

#include "rank/host_part.h"
#include "rank/rank.h"

namespace ddns {

/// `address:`, `classes:`, `needs_default_route:` and the IPv6 words of a record: which candidates it may
/// have, and for which hosts it wants their networks.
struct AddressPolicy {
    enum class Choice : std::uint8_t {
        best,    ///< the first that is allowed
        all,     ///< the best of each uplink (several values in one RRset)
        uplinks, ///< the best of the first uplink in `uplinks` that has an allowed one
    };
    Choice choice = Choice::best;
    std::vector<std::string> uplinks; ///< names from `uplinks:`, or interface names; best first
    ClassSet classes{AddressClass::public_};
    bool needs_default_route = true;
    /// `suffix:` and `mac:`: not the candidate's address is wanted, but these hosts in its network.
    std::vector<HostPart> hosts{};
    /// The interface (or uplink) whose network the hosts are in, which needs no default route; "": the one
    /// that the rest of the policy chooses.
    std::string prefix_from{};
    /// `ipv6: temporary`: of the addresses of an interface a temporary one (RFC 8981) is wanted first.
    bool temporary = false;

    bool operator==(const AddressPolicy&) const = default;
};

/// By which of its rules a policy refuses a candidate.
enum class RefusalRule : std::uint8_t {
    unanswered,
    address_class,
    other_prefix,
    no_default_route,
    other_uplink
};

/// The first rule that refuses this candidate; unset: it is allowed.
std::optional<RefusalRule> refused_by(const Candidate& candidate, const AddressPolicy& policy);

/// The same as a short phrase for people ("class cgnat is not allowed", "its interface has no default
/// route", "it is not on uplink fiber").
std::optional<std::string> refusal(const Candidate& candidate, const AddressPolicy& policy);

/// More values in one RRset help nobody, and large answers do not fit into a packet.
inline constexpr std::size_t most_values = 16;

/// The candidates to publish for one family, best first; empty when there is none. For `all` one an
/// interface, at most `most_values`. For hosts a deprecated candidate is taken only when there is no other
/// one: hosts get a new prefix when this machine does.
std::vector<Candidate> select(const Candidates& candidates, Family family, const AddressPolicy& policy);

} // namespace ddns
