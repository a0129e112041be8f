// SPDX-License-Identifier: MIT
#pragma once

#include "loop/loop.h"

#include <functional>

namespace ddns {

/// Something slow, done on another thread. `work` runs there and may touch only what it owns or what is safe
/// from every thread; `done` runs on the loop when it is over.
///
/// Destroying it forgets `done` and does not wait. Work that has begun goes on to its end, so `work` must
/// keep alive what it uses, and the destructor of the loop waits for it. Neither function may throw.
class BackgroundWork final : public Operation {
public:
    BackgroundWork(Loop& loop, std::function<void()> work, std::function<void()> done);
    ~BackgroundWork() override;

private:
    struct Job;
    Job* job_; ///< its own: freed on the loop after the work, also when nobody waits for it any more
};

} // namespace ddns
