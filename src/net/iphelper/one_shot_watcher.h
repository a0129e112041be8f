// SPDX-License-Identifier: MIT
#pragma once

#include "net/iphelper/ip_helper.h"

#include <atomic>
#include <functional>
#include <memory>
#include <set>
#include <thread>

namespace ddns::iphelper {

/// The thread that waits for the notifications which tell once, and asks again for each. It asks before it
/// tells, so that no change falls between the two.
///
/// When asking fails it tries again every 500 ms (the failures are known to pass: Chromium), ten times, then
/// at `retry` only; a success after failures counts as a change, since it may have missed one. While another
/// source fires all the time the 500 ms begin anew, and that one tells of the changes.
class OneShotWatcher {
public:
    struct Listener {
        std::function<void(EventSource)> fired; ///< on the watcher's thread
        /// Success: it is armed now. On the watcher's thread, the first ones before the constructor returns.
        std::function<void(EventSource, const Result<void>&)> armed;
    };

    static constexpr Duration retry_pause = std::chrono::milliseconds(500);
    static constexpr int most_retries = 10;

    /// Returns when every source was armed or has failed once.
    OneShotWatcher(std::unique_ptr<OneShots> one_shots, Listener listener);

    /// Ends the thread, then gives up the notifications: at most a second (OneShots). Not on the watcher's
    /// thread. Afterwards the listener is not called any more.
    ~OneShotWatcher();
    OneShotWatcher(const OneShotWatcher&) = delete;
    OneShotWatcher& operator=(const OneShotWatcher&) = delete;

    /// Any thread: tries the failed ones again now.
    void retry();

private:
    void run();
    bool arm(EventSource source);
    void arm_failed();

    std::unique_ptr<OneShots> one_shots_;
    Listener listener_;
    std::set<EventSource> failed_; ///< the watcher's thread alone
    int retries_ = 0;
    std::atomic<bool> stop_{false};
    std::thread thread_;
};

} // namespace ddns::iphelper
