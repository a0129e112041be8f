// SPDX-License-Identifier: MIT
#pragma once

#include "net/address.h"
#include "util/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// What a router says of its outside address, by the protocols for port mappings: NAT-PMP (RFC 6886) and PCP
/// (RFC 6887). IPv4 only. Pure.
namespace ddns {

constexpr std::uint16_t port_mapping_port = 5351;

/// RFC 6886, section 3.2: two zero bytes.
std::string write_nat_pmp_request();
/// nullopt: no reply to that. Errors: `bad_reply`; `network` when the router itself has no address.
std::optional<Result<IpAddress>> read_nat_pmp_reply(std::string_view bytes);

/// PCP has no question for the address alone: it comes with a mapping (RFC 6887, section 11).
struct PcpMapping {
    IpAddress client;  ///< the address the request comes from
    std::string nonce; ///< 12 bytes that nobody can guess
    std::uint16_t port = 0;
};

/// Asks for the mapping of a UDP port, for `lifetime` seconds; 0 takes it away.
std::string write_pcp_map(const PcpMapping& mapping, std::uint32_t lifetime);
/// As for NAT-PMP. What belongs to another mapping is no reply.
std::optional<Result<IpAddress>> read_pcp_reply(const PcpMapping& mapping, std::string_view bytes);

/// Where routers announce that they have another address or have started anew: NAT-PMP's and PCP's group
/// (RFC 6886, section 3.2.1; RFC 6887, section 14.1).
inline const std::string_view announcement_group = "224.0.0.1";
constexpr std::uint16_t announcement_port = 5350;

/// Nobody's word: anybody on the link can send one.
struct Announcement {
    std::optional<IpAddress> address; ///< NAT-PMP names the address; PCP does not
};

/// nullopt: it is none.
std::optional<Announcement> read_announcement(std::string_view bytes);

} // namespace ddns
