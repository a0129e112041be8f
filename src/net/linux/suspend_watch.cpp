// SPDX-License-Identifier: MIT
#include "net/linux/suspend_watch.h"

#include <cerrno>
#include <cstring>
#include <ctime>
#include <fmt/format.h>
#include <limits>
#include <sys/timerfd.h>
#include <unistd.h>

namespace ddns {

namespace {

constexpr Duration threshold = std::chrono::seconds(1);

Duration read_clock(clockid_t clock) {
    timespec now{};
    clock_gettime(clock, &now);
    return std::chrono::seconds(now.tv_sec) +
           std::chrono::duration_cast<Duration>(std::chrono::nanoseconds(now.tv_nsec));
}

Result<void> refuse(const char* what) {
    return fail(ErrorKind::system, fmt::format("cannot {} the timer that notices a resume from suspend: {}",
                                               what, std::strerror(errno)));
}

} // namespace

SuspendWatch::Clocks SuspendWatch::read_system_clocks() {
    return {read_clock(CLOCK_BOOTTIME), read_clock(CLOCK_MONOTONIC)};
}

SuspendWatch::SuspendWatch(ReadClocks read_clocks) : read_clocks_(std::move(read_clocks)), asleep_() {
    const Clocks clocks = read_clocks_();
    asleep_ = clocks.boottime - clocks.monotonic;
}

SuspendWatch::~SuspendWatch() {
    watch_.reset();
    if (timer_ >= 0) close(timer_);
}

bool SuspendWatch::slept() {
    const Clocks clocks = read_clocks_();
    const Duration asleep = clocks.boottime - clocks.monotonic;
    const bool grown = asleep - asleep_ > threshold;
    asleep_ = asleep;
    return grown;
}

Result<void> SuspendWatch::start(Loop& loop, std::function<void()> on_resume) {
    on_resume_ = std::move(on_resume);
    timer_ = timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC);
    if (timer_ < 0) return refuse("create");
    if (auto armed = arm(); !armed) return armed;
    auto watch = FdWatch::open(loop, timer_, [this](int, int) { on_clock_step(); });
    if (!watch) return tl::unexpected(watch.error());
    watch_ = std::move(*watch);
    return watch_->start(UV_READABLE);
}

Result<void> SuspendWatch::arm() {
    itimerspec never{};
    never.it_value.tv_sec = std::numeric_limits<std::int32_t>::max() - 1; // the year 2038 in any time_t
    if constexpr (sizeof(time_t) > 4) never.it_value.tv_sec = time_t{253402300799}; // the year 9999
    if (timerfd_settime(timer_, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &never, nullptr) < 0)
        return refuse("arm");
    return {};
}

void SuspendWatch::on_clock_step() {
    std::uint64_t expirations = 0;
    const auto got = read(timer_, &expirations, sizeof expirations);
    if (got < 0 && errno != ECANCELED) return;
    // Without its timer the watch would be called for ever.
    if (!arm()) watch_->stop();
    slept();
    const auto on_resume = on_resume_;
    if (on_resume) on_resume();
}

} // namespace ddns
