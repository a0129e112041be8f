// SPDX-License-Identifier: MIT
#pragma once

#include "net/iphelper/rows.h"
#include "util/result.h"

namespace ddns::windows {

/// IpHelper::read_tables. A family that is not installed has empty tables; every other refusal is an error
/// (`system`).
///
/// GetIpInterfaceTable gives the rows of GetIpInterfaceEntry, all in one call, and where Wine lacks both the
/// one refuses while the other ends the process. Without it the interface metrics are the adapters'.
Result<iphelper::Tables> read_tables();

} // namespace ddns::windows
