// SPDX-License-Identifier: MIT
#pragma once

#include <string>

/// The numbers by which a system says why a socket failed: errno, or Winsock's.
namespace ddns {

bool is_connection_refused(long os_error);
bool is_connection_timeout(long os_error);

/// In the system's words.
std::string describe_os_error(long os_error);

} // namespace ddns
