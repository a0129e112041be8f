// SPDX-License-Identifier: MIT
#pragma once

#include "net/address.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace ddns {

/// The way around uplinks of one family that are up for the kernel while nothing answers beyond them. It is
/// for what names no way of its own and would leave through one of them by a default route. A value.
struct Detour {
    Family family = Family::v4;
    std::string interface;        ///< leave through this one instead
    IpAddress source;             ///< and from this address of it
    std::vector<IpAddress> avoid; ///< the addresses of the uplinks around which it leads
    std::vector<Prefix> on_link;  ///< what the machine reaches without a router
    std::string phrase;           ///< "through lte (wwan0), because nothing answers through fiber (eth0)"

    bool operator==(const Detour&) const = default;
};

/// How what leaves the machine finds its way where the kernel's routes are not enough. A value.
struct Ways {
    std::vector<Detour> detours; ///< for what names no interface, at most one a family
    /// From which address leaves what names this interface and goes out there, so that rules on the source
    /// lead it the right way too.
    std::map<std::pair<std::string, Family>, IpAddress> sources;

    bool operator==(const Ways&) const = default;
};

/// Whether an address is one that is reached beyond a router of the internet, as far as the address itself
/// tells: not private, not of this machine.
bool is_out_there(const IpAddress& destination);

/// Whether that destination lies out there, beyond the uplinks. What is on a link of this machine, is
/// private, or is this machine itself has a way that no other uplink can stand in for.
bool leads_to(const Detour& detour, const IpAddress& destination);

/// Adds to a sentence about a failure which way what failed had taken; `way` is the phrase of a detour or "".
/// Says it once.
void tell_way(std::string& sentence, const std::string& way);

/// Whether what the kernel would send from that address would leave through one of the uplinks to be avoided.
bool avoids(const Detour& detour, const IpAddress& source);

} // namespace ddns
