// SPDX-License-Identifier: MIT
#include "http/os_error.h"

#include "util/windows/wide.h"

#include <winsock2.h>

namespace ddns {

bool is_connection_refused(long os_error) { return os_error == WSAECONNREFUSED; }

bool is_connection_timeout(long os_error) { return os_error == WSAETIMEDOUT; }

std::string describe_os_error(long os_error) { return system_message(static_cast<std::uint32_t>(os_error)); }

} // namespace ddns
