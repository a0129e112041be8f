// SPDX-License-Identifier: MIT
#pragma once

#include "net/iphelper/ip_helper.h"

#include <algorithm>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace ddns::fakes {

/// IP Helper as a test wants it; safe from every thread, as the real one.
class FakeIpHelper final : public iphelper::IpHelper {
public:
    using EventSource = iphelper::EventSource;

    // What it answers.

    void set_tables(iphelper::Tables tables) {
        const std::lock_guard lock(mutex_);
        tables_ = std::move(tables);
    }
    void refuse_tables(std::optional<std::string> why) {
        const std::lock_guard lock(mutex_);
        table_refusal_ = std::move(why);
    }
    /// Called inside each `read_tables`, on its thread, before the tables are taken. Set it before it is
    /// used.
    std::function<void()> on_read;

    /// From now on `subscribe` and `arm` fail for this source; `allow` ends that.
    void refuse(EventSource source) {
        const std::lock_guard lock(mutex_);
        refused_.insert(source);
    }
    void allow(EventSource source) {
        const std::lock_guard lock(mutex_);
        refused_.erase(source);
    }

    // What it does. From any thread.

    /// The system's thread calls back, as often as there are subscriptions; `inside` runs in the call, before
    /// the callback.
    void call(EventSource source, const std::function<void()>& inside = {}) {
        std::vector<std::shared_ptr<Subscribed>> called;
        {
            const std::lock_guard lock(mutex_);
            for (const auto& subscribed : subscribed_)
                if (subscribed->source == source && !subscribed->cancelled) {
                    ++subscribed->running;
                    called.push_back(subscribed);
                }
        }
        for (const auto& subscribed : called) {
            if (inside) inside();
            subscribed->on_change();
            const std::lock_guard lock(mutex_);
            --subscribed->running;
            changed_.notify_all();
        }
    }

    /// A one-shot source completes; false, and nothing happens, while it is not armed.
    bool fire(EventSource source) {
        const std::lock_guard lock(mutex_);
        if (!armed_.contains(source) || fired_.contains(source)) return false;
        fired_.insert(source);
        changed_.notify_all();
        return true;
    }

    /// Ends a `wait` that has a limit, now or when it begins.
    void pass_time() {
        const std::lock_guard lock(mutex_);
        ++passed_;
        changed_.notify_all();
    }

    // What was asked of it. Each of these waits until it is so.

    void await_arms(EventSource source, int count) {
        await([&] { return arms_[source] >= count; });
    }
    /// Somebody sits in `wait` with this limit, and nothing has happened yet.
    void await_waiting(std::optional<Duration> limit) {
        await([&] { return waiting_ && limit_ == limit && passed_ == 0 && fired_.empty() && !interrupted_; });
    }
    void await_cancelling() {
        await([&] { return cancelling_ > 0; });
    }
    [[nodiscard]] int reads() {
        const std::lock_guard lock(mutex_);
        return reads_;
    }
    [[nodiscard]] int arms(EventSource source) {
        const std::lock_guard lock(mutex_);
        return arms_[source];
    }
    [[nodiscard]] bool subscribed(EventSource source) {
        const std::lock_guard lock(mutex_);
        return std::any_of(subscribed_.begin(), subscribed_.end(),
                           [&](const auto& s) { return s->source == source && !s->cancelled; });
    }

    // IpHelper

    Result<std::unique_ptr<Operation>> subscribe(EventSource source,
                                                 std::function<void()> on_change) override {
        const std::lock_guard lock(mutex_);
        if (refused_.contains(source)) return refusal(source);
        const auto subscribed = std::make_shared<Subscribed>();
        subscribed->source = source;
        subscribed->on_change = std::move(on_change);
        subscribed_.push_back(subscribed);
        return std::make_unique<Subscription>(*this, subscribed);
    }
    std::unique_ptr<iphelper::OneShots> open_one_shots() override {
        return std::make_unique<FakeOneShots>(*this);
    }
    Result<iphelper::Tables> read_tables() override {
        if (on_read) on_read();
        const std::lock_guard lock(mutex_);
        ++reads_;
        if (table_refusal_) return fail(ErrorKind::system, *table_refusal_);
        return tables_;
    }

private:
    struct Subscribed {
        EventSource source{};
        std::function<void()> on_change;
        int running = 0;
        bool cancelled = false;
    };

    /// As CancelMibChangeNotify2: waits for the calls that are running.
    class Subscription final : public Operation {
    public:
        Subscription(FakeIpHelper& helper, std::shared_ptr<Subscribed> subscribed)
            : helper_(helper), subscribed_(std::move(subscribed)) {}
        ~Subscription() override {
            std::unique_lock lock(helper_.mutex_);
            subscribed_->cancelled = true;
            ++helper_.cancelling_;
            helper_.changed_.notify_all();
            helper_.changed_.wait(lock, [&] { return subscribed_->running == 0; });
            --helper_.cancelling_;
        }

    private:
        FakeIpHelper& helper_;
        std::shared_ptr<Subscribed> subscribed_;
    };

    class FakeOneShots final : public iphelper::OneShots {
    public:
        explicit FakeOneShots(FakeIpHelper& helper) : helper_(helper) {}

        Result<void> arm(EventSource source) override {
            const std::lock_guard lock(helper_.mutex_);
            ++helper_.arms_[source];
            helper_.changed_.notify_all();
            if (helper_.refused_.contains(source)) return helper_.refusal(source);
            helper_.armed_.insert(source);
            return {};
        }
        Wakeup wait(std::optional<Duration> longest) override {
            FakeIpHelper& h = helper_;
            std::unique_lock lock(h.mutex_);
            h.waiting_ = true;
            h.limit_ = longest;
            h.changed_.notify_all();
            h.changed_.wait(
                lock, [&] { return h.interrupted_ || !h.fired_.empty() || (longest && h.passed_ > 0); });
            h.waiting_ = false;
            if (h.interrupted_) {
                h.interrupted_ = false;
                return {Wakeup::Why::interrupted, {}};
            }
            if (h.fired_.empty()) {
                --h.passed_;
                return {Wakeup::Why::timed_out, {}};
            }
            const EventSource source = *h.fired_.begin();
            h.fired_.erase(source);
            h.armed_.erase(source);
            return {Wakeup::Why::fired, source};
        }
        void interrupt() override {
            const std::lock_guard lock(helper_.mutex_);
            helper_.interrupted_ = true;
            helper_.changed_.notify_all();
        }

    private:
        FakeIpHelper& helper_;
    };

    template <class Condition>
    void await(Condition condition) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, condition);
    }
    static tl::unexpected<Error> refusal(EventSource source) {
        return fail(ErrorKind::system, std::string(function_name(source)) + " failed: as the test wants");
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    iphelper::Tables tables_;
    std::optional<std::string> table_refusal_;
    std::vector<std::shared_ptr<Subscribed>> subscribed_;
    std::set<EventSource> refused_, armed_, fired_;
    std::map<EventSource, int> arms_;
    bool interrupted_ = false, waiting_ = false;
    std::optional<Duration> limit_;
    int passed_ = 0, reads_ = 0, cancelling_ = 0;
};

} // namespace ddns::fakes
