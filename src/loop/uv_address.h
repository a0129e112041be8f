// SPDX-License-Identifier: MIT
#pragma once

#include "loop/device.h"
#include "loop/sockets.h"

#include <uv.h>

/// Addresses as libuv has them. Inside of loop/ only.
namespace ddns {

sockaddr_storage name_of(const Endpoint& endpoint);
/// nullopt: of no family that we know.
std::optional<Endpoint> endpoint_of(const sockaddr* name);
/// The address of that family to bind to: the source, or any; the system chooses the port.
sockaddr_storage bind_name(const LocalEnd& local, Family family);

/// Binds the handle's socket to the device; 0 or libuv's error.
template <class Handle>
int leave_through(Handle* handle, const LocalEnd& local, Family family) {
    if (local.interface.empty()) return 0;
    uv_os_fd_t fd{};
    if (const int error = uv_fileno(reinterpret_cast<uv_handle_t*>(handle), &fd); error < 0) return error;
    return bind_to_device((SocketHandle)fd, family, local.interface) ? 0 : UV_ENETUNREACH;
}

} // namespace ddns
