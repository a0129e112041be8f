// SPDX-License-Identifier: MIT
#pragma once

#include "util/time.h"

#include <cstdint>
#include <string>

namespace ddns {

/// One chain of cause and effect: something happened, we looked, planned, sent, and it was confirmed. Its id
/// ties the log lines together.
struct Reaction {
    std::uint64_t id = 0;
    std::string cause; ///< "start", "address", "route", "poll", "alarm" ...
    Instant event{};   ///< when the cause was noticed
    Instant planned{}; ///< when the plan was ready
};

} // namespace ddns
