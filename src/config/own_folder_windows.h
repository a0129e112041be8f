// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace ddns {

/// Where a daemon that is this account's own keeps its state, elevated or not: %LOCALAPPDATA%\ddns-reactor,
/// or for an account without a profile a folder where it was started.
std::string own_folder();

} // namespace ddns
