// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace ddns {

using Duration = std::chrono::microseconds;

/// Tag of the clock that everything inside the program uses: monotonic, never stepped. Time reaches the pure
/// parts only as a value; nothing but `loop/` reads a clock.
struct ReactorClock {
    using duration = Duration;
    using rep = Duration::rep;
    using period = Duration::period;
    using time_point = std::chrono::time_point<ReactorClock, Duration>;
    static constexpr bool is_steady = true;
};

/// A moment on the monotonic clock. Means nothing after a restart; the state file keeps wall-clock time.
using Instant = ReactorClock::time_point;

/// A moment on the wall clock (UTC), which may be wrong and may be stepped. For what other machines are told.
using WallTime = std::chrono::sys_time<Duration>;

/// "1.4 ms", "20 s", "5 min": short, for people.
std::string describe(Duration duration);

} // namespace ddns
