// SPDX-License-Identifier: MIT
#pragma once

#include "net/iphelper/rows.h"
#include "net/snapshot.h"

namespace ddns::iphelper {

/// The rows as a snapshot. Rows find each other by LUID; what names an interface that is not there (it came
/// or went between two tables) is left out. Interface::index is the IPv4 index, or the IPv6 index where IPv4
/// is off; an interface that has neither is left out, and of two with the same one the later row.
///
/// Everything is sorted, so that two readings of the same state are equal: Windows orders its tables by
/// metric and by age.
///
/// - up: all but "not present"; carrier: OperStatus is up. (Windows lists no disabled interfaces, and an
///   unplugged cable is "down".)
/// - temporary: the prefix is from a router advertisement and the suffix is random (as Chromium decides).
///   Windows calls the suffix of its stable addresses "link layer", also where it is made up.
/// - deprecated: the DAD state, or a lifetime that is over. tentative: its state, and every one that is not
///   known to be good.
/// - skip_as_source: the flag, and addresses of a cluster.
/// - Routes: only those that lead everywhere or to half of everything (rank's default routes), not loopback,
///   not expired. DisableDefaultRoutes takes an interface's /0 away, as the stack does. A route is alive
///   while its family is connected.
Snapshot build_snapshot(const Tables& tables);

InterfaceKind kind_of(IfType type, std::uint32_t tunnel_type);

} // namespace ddns::iphelper
