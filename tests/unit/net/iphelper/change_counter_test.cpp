// SPDX-License-Identifier: MIT
#include "net/iphelper/change_counter.h"

#include "fakes/fake_timers.h"

#include <doctest/doctest.h>
#include <thread>
#include <vector>

using namespace ddns;
using iphelper::ChangeCounter;

namespace {

constexpr int threads = 4;
constexpr int notes_each = 5000;

template <class Body>
std::vector<std::thread> start_threads(Body body) {
    std::vector<std::thread> started;
    for (int i = 0; i < threads; ++i) started.emplace_back(body, i);
    return started;
}

} // namespace

TEST_SUITE_BEGIN("threads");

TEST_CASE("a storm from several threads: every note counts, and the loop hears of the last one") {
    Loop loop;
    ChangeCounter counter(loop);
    int wakes = 0;
    const Instant begin = loop.now();
    bool plausible = true;
    ThreadWake wake(loop, [&] {
        ++wakes;
        if (const auto pending = counter.take())
            plausible = plausible && pending->event_time >= begin && pending->event_time <= loop.now();
        if (counter.count() == threads * notes_each) loop.stop();
    });
    counter.connect(wake);
    auto storm = start_threads([&](int i) {
        for (int n = 0; n < notes_each; ++n) counter.note(i % 2 ? WakeReason::route : WakeReason::address);
    });
    loop.run();
    for (std::thread& thread : storm) thread.join();
    CHECK(counter.count() == threads * notes_each);
    CHECK(wakes >= 1);
    CHECK(plausible);
    counter.disconnect();
}

TEST_CASE("it is disconnected in the middle of a storm, and what it woke is gone at once") {
    for (int round = 0; round < 20; ++round) {
        ChangeCounter* late = nullptr;
        Loop loop;
        ChangeCounter counter(loop);
        late = &counter;
        auto wake = std::make_unique<ThreadWake>(loop, [] {});
        counter.connect(*wake);
        std::atomic<bool> end{false};
        auto storm = start_threads([&](int) {
            while (!end) {
                late->note(WakeReason::link);
                late->poke();
            }
        });
        while (counter.count() < 100) std::this_thread::yield();
        counter.disconnect();
        wake.reset();
        const auto count = counter.count();
        late->note(WakeReason::link);
        CHECK(counter.count() == count);
        end = true;
        for (std::thread& thread : storm) thread.join();
        CHECK(counter.count() == count);
    }
}

TEST_CASE("what was noted becomes one: the first time and the rarest reason") {
    Loop loop;
    fakes::FakeTimers clock;
    ChangeCounter counter(clock);
    ThreadWake wake(loop, [] {});
    CHECK_FALSE(counter.take());
    counter.note(WakeReason::address);
    CHECK_FALSE(counter.take()); // nobody is connected yet
    counter.connect(wake);
    counter.poke();
    CHECK_FALSE(counter.take());

    const Instant first = clock.now();
    counter.note(WakeReason::address);
    clock.advance(Duration(500));
    counter.note(WakeReason::resume);
    counter.note(WakeReason::route);
    const auto pending = counter.take();
    REQUIRE(pending);
    CHECK(pending->event_time == first);
    CHECK(pending->reason == WakeReason::resume);
    CHECK_FALSE(counter.take());
    CHECK(counter.count() == 3);
    counter.disconnect();
}

TEST_SUITE_END();
