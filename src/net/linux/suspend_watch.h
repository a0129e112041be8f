// SPDX-License-Identifier: MIT
#pragma once

#include "loop/loop.h"
#include "util/result.h"

#include <functional>
#include <memory>

namespace ddns {

/// Notices that the machine has slept. A suspend stops CLOCK_MONOTONIC and not CLOCK_BOOTTIME; the pause of a
/// virtual machine stops both, and shows as a step of the wall clock.
///
/// Costs no wake-up while nothing happens: a timer of the wall clock, armed for a time that never comes, is
/// cancelled by the kernel when that clock steps, and resume is such a step.
class SuspendWatch {
public:
    struct Clocks {
        Duration boottime{};
        Duration monotonic{};
    };
    using ReadClocks = std::function<Clocks()>;

    /// `read_clocks` is the real one outside of tests.
    explicit SuspendWatch(ReadClocks read_clocks = read_system_clocks);
    ~SuspendWatch();
    SuspendWatch(const SuspendWatch&) = delete;
    SuspendWatch& operator=(const SuspendWatch&) = delete;

    /// Begins to listen; `on_resume` runs on the loop for a resume and for every other step of the wall
    /// clock. It may destroy this object.
    Result<void> start(Loop& loop, std::function<void()> on_resume);

    /// Whether more than a second was slept since the last call (or since construction). Cheap enough for
    /// every wake-up.
    bool slept();

    static Clocks read_system_clocks();

private:
    Result<void> arm();
    void on_clock_step();

    ReadClocks read_clocks_;
    Duration asleep_;
    std::function<void()> on_resume_;
    int timer_ = -1;
    std::unique_ptr<FdWatch> watch_;
};

} // namespace ddns
