// SPDX-License-Identifier: MIT
#pragma once

#include "net/snapshot.h"

#include <optional>
#include <string>

namespace ddns {

/// An uplink as a question to the outside needs it, for one family.
struct WayOut {
    std::string interface; ///< "" = wherever the routes lead
    /// Its address that questions leave from, so that rules on the source ("from 10.0.0.2 lookup 102") lead
    /// them the right way too; nullopt: the system chooses.
    std::optional<IpAddress> source;
    std::optional<IpAddress> gateway; ///< the next hop of its best default route, where it has one

    bool operator==(const WayOut&) const = default;
};

/// What the kernel has for that interface. The source is an address that works and can lead anywhere
/// (neither link-local nor a host's own), preferred before deprecated, stable before temporary, public first.
WayOut way_out(const Snapshot& snapshot, Family family, const std::string& interface);

} // namespace ddns
