// SPDX-License-Identifier: MIT
#pragma once

#include "loop/loop.h"
#include "net/monitor.h"

#include <atomic>
#include <cstdint>
#include <optional>

namespace ddns::iphelper {

/// Where the callbacks of the system end: it counts them and wakes the loop. Shared by all who may come late;
/// lock-free, so that a callback never waits.
class ChangeCounter {
public:
    struct Pending {
        WakeReason reason = WakeReason::address;
        Instant event_time; ///< of the first change since the last `take`
    };

    /// `clock.now()` must be good on every thread (Loop's is), until `disconnect`.
    explicit ChangeCounter(const Timers& clock) : clock_(clock) {}

    /// The loop's thread. From now on `note` and `poke` wake it.
    void connect(ThreadWake& wake);

    /// The loop's thread. Returns when nobody is inside `note` or `poke` any more; later calls do nothing, so
    /// that wake and clock may go. The calls are a few instructions, so this takes no time.
    void disconnect();

    /// Any thread: something has changed.
    void note(WakeReason reason) noexcept;

    /// Any thread: wakes the loop, but nothing has changed.
    void poke() noexcept;

    /// Any thread. Moves with every change, before the loop is woken for it.
    [[nodiscard]] std::uint64_t count() const { return count_.load(); }

    /// What was noted since the last call, as one.
    std::optional<Pending> take();

private:
    /// Holds `disconnect` up while it lives.
    class Visit;

    const Timers& clock_;
    std::atomic<ThreadWake*> wake_{nullptr};
    std::atomic<int> visitors_{0};
    std::atomic<std::uint64_t> count_{0};
    /// Microseconds of the first change, and a bit per reason, in one word. 0: none.
    std::atomic<std::uint64_t> pending_{0};
};

} // namespace ddns::iphelper
