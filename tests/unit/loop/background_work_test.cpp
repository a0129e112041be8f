// SPDX-License-Identifier: MIT
#include "loop/background_work.h"

#include <doctest/doctest.h>
#include <future>
#include <memory>
#include <thread>

using namespace ddns;

TEST_SUITE_BEGIN("threads");

TEST_CASE("work is done on another thread, and then the loop hears of it") {
    Loop loop;
    std::thread::id worker;
    int done = 0;
    BackgroundWork work(
        loop, [&] { worker = std::this_thread::get_id(); }, [&] { ++done; });
    CHECK(done == 0);
    loop.run();
    CHECK(done == 1);
    CHECK(worker != std::thread::id());
    CHECK(worker != std::this_thread::get_id());
}

TEST_CASE("the callback may destroy the work it belongs to") {
    Loop loop;
    std::unique_ptr<BackgroundWork> work;
    bool done = false;
    const auto big = std::make_shared<int>(1);
    work = std::make_unique<BackgroundWork>(
        loop, [big] {},
        [&, big] {
            work.reset();
            done = *big == 1;
        });
    loop.run();
    CHECK(done);
    CHECK(big.use_count() == 1);
}

TEST_CASE("destroying it forgets the callback; work that has begun ends and is freed") {
    const auto kept = std::make_shared<int>(0);
    bool done = false;
    {
        Loop loop;
        std::promise<void> begun, go_on;
        auto work = std::make_unique<BackgroundWork>(
            loop,
            [&, kept] {
                begun.set_value();
                go_on.get_future().wait();
                *kept = 7;
            },
            [&] { done = true; });
        begun.get_future().wait();
        work.reset();
        go_on.set_value();
        loop.run();
    }
    CHECK_FALSE(done);
    CHECK(*kept == 7);
    CHECK(kept.use_count() == 1);
}

TEST_SUITE_END();
