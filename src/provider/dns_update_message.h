// SPDX-License-Identifier: MIT
#pragma once

#include "dns/message.h"
#include "net/address.h"

#include <array>
#include <optional>
#include <string>
#include <vector>

/// What is asked of a primary and what its answers mean: RFC 2136 as compare-and-swap. Pure.
namespace ddns {

struct DnsAddresses {
    std::vector<IpAddress> values; ///< sorted, none twice
    std::uint32_t ttl = 0;         ///< means nothing when there are no values
    bool operator==(const DnsAddresses&) const = default;
};

/// What a name has, as far as it was asked for.
struct DnsHeld {
    std::optional<DnsAddresses> a, aaaa;
    bool alias = false;                            ///< there is a CNAME record
    std::optional<std::vector<std::string>> marks; ///< the texts of its ownership record

    [[nodiscard]] std::optional<DnsAddresses>& set(RecordType type) {
        return type == RecordType::A ? a : aaaa;
    }
    [[nodiscard]] const std::optional<DnsAddresses>& set(RecordType type) const {
        return type == RecordType::A ? a : aaaa;
    }
    bool operator==(const DnsHeld&) const = default;
};

/// What it shall have. A family that is not here is left as it is.
struct DnsWanted {
    struct Set {
        std::vector<IpAddress> values; ///< sorted; empty: the RRset goes
        std::optional<std::uint32_t> ttl;
        /// `values` come beside those of others, and of what is there only these may go; sorted. nullopt: the
        /// RRset holds `values` and nothing else.
        std::optional<std::vector<IpAddress>> ours{};
    };
    DnsName name;
    std::optional<Set> a, aaaa;

    [[nodiscard]] const std::optional<Set>& set(RecordType type) const {
        return type == RecordType::A ? a : aaaa;
    }
};

/// Used when neither the record nor what is there already has a TTL; seconds.
constexpr std::uint32_t dns_update_ttl = 300;

/// `_ddns-owner.NAME`, a TXT record beside the name and not at it, so that no other reader of TXT records
/// takes it for his, and under a label that no host has (RFC 8552); nullopt when that is too long.
std::optional<DnsName> ownership_name(const DnsName& name);

/// All that the RRset shall hold when it holds `held` now; both sorted.
std::vector<IpAddress> values_beside(const DnsWanted::Set& wanted, const std::vector<IpAddress>& held);

/// The questions whose answers `take_answer` understands: for the families that are wanted, and with `marked`
/// for everything that the ownership record decides about.
std::vector<DnsQuestion> questions_about(const DnsWanted& wanted, bool marked);

/// Adds an answer of the primary: NOERROR or NXDOMAIN, with the authority to say so. Addresses of other names
/// (behind an alias) are not the name's.
void take_answer(DnsHeld& held, const DnsQuestion& question, const DnsMessage& answer);

/// Whether the wanted addresses are there, and nothing else but those of others. `and_ttl`: with the wanted
/// TTL too.
bool holds(const DnsHeld& held, const DnsWanted& wanted, bool and_ttl);

/// Why a name with ownership records may not be touched; "" when it may.
std::string refusal_by_mark(const DnsHeld& held, const DnsWanted& wanted, std::string_view owner);

/// An empty UPDATE of that zone.
DnsMessage update_of(const DnsName& zone);

/// Adds one name to an UPDATE: everything in `before` must still be so and there must be no CNAME, then the
/// sets of the wanted families are replaced whole (so that a new TTL counts everywhere), and with an `owner`
/// the ownership record comes or goes with them. Of a set that others share, values come and go one by one,
/// so that those of others stay also where a server does not compare whole sets; only for a new TTL it is
/// replaced.
void add_change(DnsMessage& update, const DnsHeld& before, const DnsWanted& wanted, std::string_view owner);

/// What `add_change` adds to the message at most, in bytes.
std::size_t size_of_change(const DnsHeld& before, const DnsWanted& wanted, std::string_view owner);

} // namespace ddns
