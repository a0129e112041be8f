// SPDX-License-Identifier: MIT
#include "loop/device.h"

#include <sys/socket.h>

namespace ddns {

bool bind_to_device(SocketHandle fd, Family, const std::string& interface) {
    return setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, interface.c_str(),
                      static_cast<socklen_t>(interface.size())) == 0;
}

} // namespace ddns
