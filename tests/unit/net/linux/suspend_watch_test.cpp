// SPDX-License-Identifier: MIT
#include "net/linux/suspend_watch.h"

#include <doctest/doctest.h>

using namespace ddns;
using namespace std::chrono_literals;

TEST_CASE("only the clock that goes on during a suspend tells of one") {
    SuspendWatch::Clocks clocks{100s, 90s};
    SuspendWatch watch([&] { return clocks; });
    CHECK_FALSE(watch.slept());

    clocks = {700s, 690s}; // ten minutes awake
    CHECK_FALSE(watch.slept());

    clocks.boottime += 900ms; // less than the threshold: the two clocks are not read at the same moment
    CHECK_FALSE(watch.slept());

    clocks.boottime += 8h;
    CHECK(watch.slept());
    CHECK_FALSE(watch.slept());
}

TEST_CASE("a watch that was started does not call while no clock is stepped, and goes without a trace") {
    Loop loop;
    bool called = false;
    SuspendWatch watch;
    REQUIRE(watch.start(loop, [&] { called = true; }));
    std::unique_ptr<Operation> end = loop.after(Duration::zero(), [&] { loop.stop(); });
    loop.run();
    CHECK_FALSE(called);
}
