// SPDX-License-Identifier: MIT
#include "http/os_error.h"

#include <cerrno>
#include <system_error>

namespace ddns {

bool is_connection_refused(long os_error) { return os_error == ECONNREFUSED; }

bool is_connection_timeout(long os_error) { return os_error == ETIMEDOUT; }

std::string describe_os_error(long os_error) {
    return std::generic_category().message(static_cast<int>(os_error));
}

} // namespace ddns
