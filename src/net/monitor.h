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

/// One way in which the system tells of changes was lost, or is there again.
struct SourceNews {
    bool alive = false;
    std::string what; ///< a sentence without its full stop
};

/// The kernel's view of the network, and word of its changes. One of the five seams: tests have a fake.
///
/// Events carry no data. `on_dirty` says that `snapshot()` may give something new; several kernel messages
/// become one call. It runs on the loop's thread, from the loop, never inside `start` or `snapshot`.
class NetworkMonitor {
public:
    using OnDirty = std::function<void(WakeReason, Instant event_time)>;

    using OnNews = std::function<void(const SourceNews&)>;

    virtual ~NetworkMonitor() = default;

    /// Who hears of lost sources, each once; to be set before `start`. From the loop, and also inside `start`
    /// and `reread`. It must not destroy the monitor. For a system with several sources; with a single one
    /// its loss is the error of `start`.
    virtual void on_news(OnNews) {}

    /// After a successful `start`: false while a kind of change is told by no source, so that the poll must
    /// find it.
    [[nodiscard]] virtual bool hears_everything() const { return true; }

    /// Subscribes. After an error (the system refused a socket) the caller goes on with the poll alone.
    virtual Result<void> start(OnDirty on_dirty) = 0;

    /// What the kernel has now, as far as events have told: only what they marked as dirty is asked again, so
    /// it is cheap on large machines. Where asking is slow it was done before `on_dirty`, on another thread,
    /// and this gives what was found. `reread()` first makes it ask for everything.
    virtual Result<Snapshot> snapshot() = 0;

    /// Distrust everything known: the next `snapshot()` reads it all; or, where asking is slow, another
    /// thread does, and then `on_dirty` is called with WakeReason::poll. Used by the poll, after overflow and
    /// resume. A source that is lost is tried again.
    virtual void reread() = 0;
};

} // namespace ddns
