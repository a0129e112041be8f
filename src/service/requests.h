// SPDX-License-Identifier: MIT
#pragma once

#include "loop/loop.h"

#include <functional>
#include <memory>
#include <mutex>
#include <optional>

namespace ddns {

enum class StopCause : std::uint8_t {
    service_manager, ///< somebody stopped the service
    shutdown,        ///< the system or the user's session ends
    command,         ///< `service stop` asked over the control socket
};

/// For the log: "the service manager", "the system shuts down".
std::string_view to_string(StopCause cause);

/// What other threads want of the daemon: a service manager's, those of a console or a window. They may ask
/// before the loop is there and after it has gone; what was asked early is heard first thing, what comes too
/// late is forgotten. Lives longer than the threads that ask.
class ServiceRequests {
public:
    ServiceRequests() = default;
    ServiceRequests(const ServiceRequests&) = delete;
    ServiceRequests& operator=(const ServiceRequests&) = delete;

    /// From any thread; never waits for the loop.
    void stop(StopCause cause);
    void reload();

    using OnStop = std::function<void(StopCause)>;
    using OnReload = std::function<void()>;
    /// The callbacks come on the loop; several requests of a kind may become one, and a stop comes alone. One
    /// listener at a time.
    std::unique_ptr<Operation> listen(Loop& loop, OnStop on_stop, OnReload on_reload);

private:
    class Listener;
    struct Wanted {
        std::optional<StopCause> stop;
        bool reload = false;
    };
    void wake_locked();
    Wanted take();

    std::mutex mutex_;
    Wanted wanted_;
    ThreadWake* wake_ = nullptr; ///< of the listener
};

} // namespace ddns
