// SPDX-License-Identifier: MIT
#pragma once

#include "loop/timers.h"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <utility>

namespace ddns::fakes {

/// A clock that only moves when a test says so. Alarms run from `advance` and `run_ready`, never from
/// `after`, in the order of their times and, at the same time, in the order they were asked for.
class FakeTimers final : public Timers {
public:
    explicit FakeTimers(Instant start = Instant(std::chrono::hours(1)))
        : queue_(std::make_shared<Queue>()), now_(start) {}

    [[nodiscard]] Instant now() const override { return now_; }
    /// Goes with the clock, from 2026-01-02T03:04:05Z at Instant zero; `wall_is_off` is what it is wrong by.
    [[nodiscard]] WallTime wall_clock() const override {
        return std::chrono::sys_days(std::chrono::year(2026) / 1 / 2) + std::chrono::hours(3) +
               std::chrono::minutes(4) + std::chrono::seconds(5) + now_.time_since_epoch() + wall_is_off;
    }
    Duration wall_is_off{};

    [[nodiscard]] std::unique_ptr<Operation> after(Duration delay, std::function<void()> callback) override {
        const Key key{now_ + std::max(delay, Duration::zero()), ++last_number_};
        queue_->emplace(key, std::move(callback));
        return std::make_unique<Alarm>(queue_, key);
    }

    /// Runs what is due now, and what that makes due now. True when something ran.
    bool run_ready() { return run_until(now_); }

    /// Moves the clock, stopping at every alarm on the way so that each one sees its own time.
    void advance(Duration duration) {
        const Instant end = now_ + duration;
        run_until(end);
        now_ = end;
    }

    /// When the next alarm rings; unset when nobody waits.
    [[nodiscard]] std::optional<Instant> next_alarm() const {
        if (queue_->empty()) return std::nullopt;
        return queue_->begin()->first.first;
    }

    [[nodiscard]] std::size_t pending() const { return queue_->size(); }

private:
    using Key = std::pair<Instant, unsigned>;
    using Queue = std::map<Key, std::function<void()>>;

    /// Shares the queue, so that it may outlive the timers (members of a test die in any order).
    struct Alarm final : Operation {
        Alarm(std::shared_ptr<Queue> q, Key k) : queue(std::move(q)), key(k) {}
        ~Alarm() override { queue->erase(key); }
        std::shared_ptr<Queue> queue;
        Key key;
    };

    bool run_until(Instant end) {
        constexpr unsigned limit = 1'000'000; // an alarm that re-arms itself at zero would never end
        unsigned runs = 0;
        while (!queue_->empty() && queue_->begin()->first.first <= end) {
            if (++runs > limit) throw std::runtime_error("alarms keep each other ringing");
            auto due = queue_->extract(queue_->begin());
            now_ = std::max(now_, due.key().first);
            due.mapped()();
        }
        return runs > 0;
    }

    std::shared_ptr<Queue> queue_;
    Instant now_;
    unsigned last_number_ = 0;
};

} // namespace ddns::fakes
