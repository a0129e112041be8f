// SPDX-License-Identifier: MIT
#pragma once

#include "loop/loop.h"

#include <optional>
#include <string>
#include <string_view>

/// How other programs of this machine reach the daemon of a state folder, by a path in it: a unix domain
/// socket there, or on Windows a named pipe whose name is made from the path, which then is only a name.
/// Only this user may connect, and root (Windows: Administrators and the system), and not over the network.
namespace ddns {

using OnConnection = std::function<void(UvPtr<uv_pipe_t> connection)>;

/// Listens until the result dies, which takes the socket's file away; does not keep the loop alive.
/// `on_connection` runs from the loop for each client, never inside this call; it must not destroy the
/// result. What a dead process left is replaced. Errors: `system`, with the path: somebody else listens
/// there, or something that is no socket is in the way.
Result<std::unique_ptr<Operation>> listen_locally(Loop& loop, const std::string& path,
                                                  OnConnection on_connection);

/// The client's side. It blocks, 5 s at each step.
class LocalConnection {
public:
    virtual ~LocalConnection() = default;
    /// False: not all of it went out.
    virtual bool send(std::string_view text) = 0;
    /// What comes until the other side closes. nullopt: it did not come in time, or was longer.
    virtual std::optional<std::string> receive_all(std::size_t longest) = 0;
};

/// Errors: `system`; `what` says whether nobody listens there or this user may not ask.
Result<std::unique_ptr<LocalConnection>> connect_locally(const std::string& path);

/// Whether somebody listens there, also one that this user may not ask.
bool is_listened_at(const std::string& path);

} // namespace ddns
