// SPDX-License-Identifier: MIT
#pragma once

#include "net/snapshot.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace ddns {

/// The best live way to everywhere that an interface owns in one family.
struct DefaultRoute {
    bool main_table = false;
    std::uint64_t metric = 0; ///< effective: on Windows the route's plus the interface's
    RouterPreference preference = RouterPreference::medium;

    bool operator==(const DefaultRoute&) const = default;
};

/// Which interfaces own a live default route. Only unicast routes with a live next hop count. A default is
/// 0.0.0.0/0, ::/0, 2000::/3 (all global unicast), or both halves (0.0.0.0/1 + 128.0.0.0/1, ::/1 + 8000::/1)
/// on the same interface in the same table; a pair is as good as its worse half. Of several the one in the
/// main table wins, then the lower metric, then the router preference.
class DefaultRoutes {
public:
    explicit DefaultRoutes(const Snapshot& snapshot);

    [[nodiscard]] std::optional<DefaultRoute> of(std::uint32_t interface, Family family) const;

private:
    struct Owned {
        std::uint32_t interface;
        Family family;
        DefaultRoute route;
    };
    std::vector<Owned> owned_; ///< one each, sorted by interface and family
};

} // namespace ddns
