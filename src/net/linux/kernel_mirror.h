// SPDX-License-Identifier: MIT
#pragma once

#include "net/linux/interface_table.h"
#include "net/linux/netlink_parse.h"
#include "net/linux/route_table.h"
#include "net/monitor.h"

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

namespace ddns {

/// What has to be read again before the next snapshot.
struct Dirty {
    static constexpr unsigned link = 1, v4 = 2, v6 = 4;
    static constexpr unsigned of(Family family) { return family == Family::v4 ? v4 : v6; }

    bool interfaces = true;                      ///< all of them, with their addresses
    std::map<std::uint32_t, unsigned> interface; ///< else: by index, of `link | v4 | v6`
    unsigned routes = v4 | v6;   ///< of which families routes may have changed without being announced
    bool routes_unknown = true;  ///< what is known of them is worth nothing
    unsigned look_ups = v4 | v6; ///< for which families the system may choose another device

    [[nodiscard]] bool any() const { return interfaces || !interface.empty() || routes || look_ups; }
    static Dirty nothing() { return {false, {}, 0, false, 0}; }
};

/// What is known of the kernel, and what of it is in doubt. Pure: messages of the monitor socket go in, the
/// effects live in KernelReader.
///
/// A message mostly says where to look. Three things are followed message by message, in the order in which
/// they come: the state of a known interface, because its message has all of it and asking again waits for
/// the lock that whoever changed it may still hold; which addresses exist, because one that went and came
/// back has to become local again; and the kept routes, because a large routing table cannot be read at every
/// event. Routes that the kernel drops without announcing it are dropped here by the same rules.
class KernelMirror {
public:
    /// nullopt when the message cannot matter.
    std::optional<WakeReason> note(const RawMessage& message);
    /// Trust nothing.
    void distrust();

    /// While a reading of all routes is spread over time: the changes since `begin`, for replay on its
    /// result.
    void record_route_changes();
    /// Takes the result in place of the routes of `families`; the recorded changes are applied to it first.
    /// True when it is not what was known.
    bool adopt(RouteTable read, unsigned families);
    void drop_recorded_changes();

    InterfaceTable interfaces;
    RouteTable routes;
    Dirty dirty;
    std::uint32_t os_device_v4 = 0, os_device_v6 = 0;

private:
    std::optional<WakeReason> note_link(const RawMessage& message);
    std::optional<WakeReason> note_address(const RawMessage& message);
    std::optional<WakeReason> note_route(const RawMessage& message);
    std::optional<WakeReason> note_local_route(const RouteMessage& route, bool added);
    std::optional<WakeReason> note_next_hop_object(const RawMessage& message);
    void note_address_removed(const InterfaceAddress& address);
    WakeReason not_understood(WakeReason reason);
    void mark(std::uint32_t index, unsigned what);
    void apply(RouteChange change);

    bool recording_ = false;
    std::vector<RouteChange> recorded_;
};

} // namespace ddns
