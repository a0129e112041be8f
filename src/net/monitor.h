// SPDX-License-Identifier: MIT
#pragma once

#include "net/snapshot.h"
#include "util/result.h"

#include <functional>
#include <string>

namespace ddns {

/// Why the monitor woke the program. Only for the log: whatever the reason, the answer is to look.
enum class WakeReason { link, address, route, rule, overflow, resume, poll };

std::string_view to_string(WakeReason reason);

/// The kernel's view of the network, and word of its changes. One of the five seams: tests have a fake.
///
/// Events carry no data. `on_dirty` says that `snapshot()` may give something new; several kernel messages
/// become one call. It runs on the loop's thread, from the loop, never inside `start` or `snapshot`.
class NetworkMonitor {
public:
    using OnDirty = std::function<void(WakeReason, Instant event_time)>;

    virtual ~NetworkMonitor() = default;

    /// Subscribes. After an error (the system refused a socket) the caller goes on with the poll alone.
    virtual Result<void> start(OnDirty on_dirty) = 0;

    /// What the kernel has now. Only what events marked as dirty is asked again, so it is cheap on large
    /// machines; `reread()` first makes it ask for everything.
    virtual Result<Snapshot> snapshot() = 0;

    /// Distrust everything known: the next `snapshot()` reads it all. Used by the poll, after overflow and
    /// resume.
    virtual void reread() = 0;
};

} // namespace ddns
