// SPDX-License-Identifier: MIT
#pragma once

#include "net/address.h"
#include "util/result.h"

#include <optional>
#include <string_view>

namespace ddns {

/// Which host of an IPv6 network: what follows the prefix in its address. For machines behind this one, whose
/// addresses change with the prefix that this one sees.
struct HostPart {
    IpAddress bits;        ///< IPv6; nothing is set in the first 64 bits
    bool from_mac = false; ///< fits a prefix of 64 bits only (RFC 4291, appendix A)

    /// "::1234", as in a configuration.
    static Result<HostPart> from_suffix(std::string_view text);
    /// "aa:bb:cc:dd:ee:ff" or with "-": what SLAAC makes of it (modified EUI-64).
    static Result<HostPart> from_mac_address(std::string_view text);

    auto operator<=>(const HostPart&) const = default;
};

/// The network that an address tells of: its own length where that leaves room for hosts, at least 64 bits,
/// and 64 where it says nothing (/128, as DHCPv6 gives).
Prefix network_of(const IpAddress& address, unsigned prefix_length);

/// The host's address in that network; unset when its bits do not fit.
std::optional<IpAddress> address_in(const Prefix& network, const HostPart& host);

} // namespace ddns
