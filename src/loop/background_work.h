// SPDX-License-Identifier: MIT
#pragma once

#include "loop/loop.h"

#include <functional>
#include <memory>

namespace ddns {

/// Something slow that is done now and then, on a thread of its own that stays for the next time. `work` runs
/// there and may touch only what it owns or what is safe from every thread; after each time `done` runs on
/// the loop. Neither may throw.
///
/// Keeps the loop alive while it lives. Destroying it, also inside `done`, forgets `done` and does not wait:
/// work that has begun may go on after the loop has died, so `work` must keep alive what it uses.
class BackgroundWork final {
public:
    BackgroundWork(Loop& loop, std::function<void()> work, std::function<void()> done);
    ~BackgroundWork();
    BackgroundWork(const BackgroundWork&) = delete;
    BackgroundWork& operator=(const BackgroundWork&) = delete;

    /// Once, not while it is `running`. On a system that gives no thread the work is done before this
    /// returns.
    void begin();
    /// Begun, and `done` was not called yet.
    [[nodiscard]] bool running() const { return running_; }

private:
    struct Thread;

    const std::shared_ptr<Thread> thread_;
    const std::function<void()> done_;
    bool running_ = false;
    ThreadWake wake_;
};

} // namespace ddns
