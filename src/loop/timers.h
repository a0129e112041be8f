// SPDX-License-Identifier: MIT
#pragma once

#include "util/operation.h"
#include "util/time.h"

#include <functional>
#include <memory>

namespace ddns {

/// The clock and its alarms. One of the five seams: tests advance a fake.
class Timers {
public:
    virtual ~Timers() = default;

    /// Constant within one turn of the loop is not promised; never goes back.
    [[nodiscard]] virtual Instant now() const = 0;

    /// What the machine thinks the time is.
    [[nodiscard]] virtual WallTime wall_clock() const = 0;

    /// Calls once, `delay` from now (not earlier), from the loop. Destroying the operation cancels. A delay
    /// of zero is the way to continue outside the current stack frame.
    [[nodiscard]] virtual std::unique_ptr<Operation> after(Duration delay,
                                                           std::function<void()> callback) = 0;
};

} // namespace ddns
