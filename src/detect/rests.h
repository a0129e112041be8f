// SPDX-License-Identifier: MIT
#pragma once

#include "util/time.h"

#include <map>
#include <optional>
#include <string>

namespace ddns {

/// Services that want to be left alone for a while, and until when. Never for ever: ten minutes, doubled each
/// time they say so again without having answered in between, at most a day. Pure.
class Rests {
public:
    /// Until when `who` is not to be asked; nullopt: it may be asked.
    [[nodiscard]] std::optional<Instant> until(const std::string& who, Instant now) const;
    /// It said so. `asked`: the wait that it named, a floor (a day counts as the most that can be named).
    /// Returns until when it rests now.
    Instant begin(const std::string& who, Instant now, std::optional<Duration> asked);
    /// It answered: the next rest is a short one again.
    void forget(const std::string& who) { rests_.erase(who); }

private:
    struct Rest {
        Instant until{};
        unsigned times = 0;
    };
    std::map<std::string, Rest> rests_;
};

} // namespace ddns
