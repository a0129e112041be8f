// SPDX-License-Identifier: MIT
#include "net/iphelper/one_shot_watcher.h"

#include <future>

namespace ddns::iphelper {

OneShotWatcher::OneShotWatcher(std::unique_ptr<OneShots> one_shots, Listener listener)
    : one_shots_(std::move(one_shots)), listener_(std::move(listener)) {
    std::promise<void> ready;
    const auto armed = ready.get_future();
    // Armed on the thread that stays, because Windows cancels what a thread has asked for when it ends.
    thread_ = std::thread([this, ready = std::move(ready)]() mutable {
        for (const EventSource source : one_shot_sources) arm(source);
        ready.set_value();
        run();
    });
    armed.wait();
}

OneShotWatcher::~OneShotWatcher() {
    stop_ = true;
    one_shots_->interrupt();
    thread_.join();
}

void OneShotWatcher::retry() { one_shots_->interrupt(); }

void OneShotWatcher::run() {
    using Why = OneShots::Wakeup::Why;
    while (!stop_) {
        const bool hopeful = !failed_.empty() && retries_ < most_retries;
        const auto wakeup = one_shots_->wait(hopeful ? std::optional(retry_pause) : std::nullopt);
        if (stop_) return;
        switch (wakeup.why) {
        case Why::fired:
            arm(wakeup.source);
            listener_.fired(wakeup.source);
            break;
        case Why::interrupted:
            retries_ = 0;
            arm_failed();
            break;
        case Why::timed_out:
            ++retries_;
            arm_failed();
            break;
        }
    }
}

bool OneShotWatcher::arm(EventSource source) {
    const auto armed = one_shots_->arm(source);
    if (armed)
        failed_.erase(source);
    else if (failed_.insert(source).second)
        retries_ = 0;
    listener_.armed(source, armed);
    return armed.has_value();
}

void OneShotWatcher::arm_failed() {
    const std::set<EventSource> failed = failed_;
    for (const EventSource source : failed)
        if (arm(source)) listener_.fired(source);
}

} // namespace ddns::iphelper
