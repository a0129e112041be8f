// SPDX-License-Identifier: MIT
#include "fakes/fake_timers.h"

#include <doctest/doctest.h>
#include <vector>

using namespace ddns;
using fakes::FakeTimers;

TEST_CASE("the fake clock rings alarms in order of time, then of asking") {
    FakeTimers timers;
    const Instant start = timers.now();
    std::vector<int> order;
    auto late = timers.after(Duration(20), [&] { order.push_back(3); });
    auto first = timers.after(Duration(10), [&] {
        order.push_back(1);
        CHECK(timers.now() == start + Duration(10));
    });
    auto second = timers.after(Duration(10), [&] { order.push_back(2); });
    timers.advance(Duration(15));
    CHECK(order == std::vector<int>{1, 2});
    CHECK(timers.now() == start + Duration(15));
    timers.advance(Duration(5));
    CHECK(order == std::vector<int>{1, 2, 3});
    CHECK(timers.pending() == 0);
}

TEST_CASE("on the fake clock zero means later, and destroying cancels") {
    FakeTimers timers;
    int runs = 0;
    std::unique_ptr<Operation> self;
    self = timers.after(Duration::zero(), [&] {
        self.reset();
        ++runs;
    });
    auto cancelled = timers.after(Duration::zero(), [&] { runs += 100; });
    CHECK(runs == 0);
    cancelled.reset();
    CHECK(timers.run_ready());
    CHECK(runs == 1);
    CHECK_FALSE(timers.run_ready());
}
