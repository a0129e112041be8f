// SPDX-License-Identifier: MIT
#include "plan/health.h"

#include <algorithm>

namespace ddns {

Health after_probe(Health health, const Probe& probe, const Result<Duration>& took, Instant now) {
    constexpr unsigned enough = 1'000'000;
    health.asked = now;
    if (took) {
        health.successes = std::min(health.successes + 1, enough);
        health.failures = 0;
        health.latency = *took;
        health.problem.clear();
        if (health.successes >= probe.up_after) health.down = false;
    } else {
        health.failures = std::min(health.failures + 1, enough);
        health.successes = 0;
        health.problem = took.error().what;
        if (health.failures >= probe.down_after) health.down = true;
    }
    return health;
}

} // namespace ddns
