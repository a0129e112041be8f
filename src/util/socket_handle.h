// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace ddns {

/// A socket as the system (and curl, and libuv) names it.
#ifdef _WIN32
using SocketHandle = std::uintptr_t;
#else
using SocketHandle = int;
#endif

inline constexpr SocketHandle no_socket = static_cast<SocketHandle>(-1);

} // namespace ddns
