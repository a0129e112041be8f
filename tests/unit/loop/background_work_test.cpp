// SPDX-License-Identifier: MIT
#include "loop/background_work.h"

#include <atomic>
#include <doctest/doctest.h>
#include <future>
#include <memory>
#include <thread>
#include <vector>

using namespace ddns;

namespace {

struct Gate {
    std::promise<void> begun, go_on, ended;
};

} // namespace

TEST_SUITE_BEGIN("threads");

TEST_CASE("work is done on another thread, each time the same, and then the loop hears of it") {
    Loop loop;
    std::vector<std::thread::id> workers;
    int done = 0;
    std::unique_ptr<BackgroundWork> work;
    work = std::make_unique<BackgroundWork>(
        loop, [&] { workers.push_back(std::this_thread::get_id()); },
        [&] {
            CHECK_FALSE(work->running());
            if (++done < 3)
                work->begin();
            else
                loop.stop();
        });
    CHECK_FALSE(work->running());
    work->begin();
    CHECK(work->running());
    CHECK(done == 0);
    loop.run();
    CHECK(done == 3);
    REQUIRE(workers.size() == 3);
    CHECK(workers[0] == workers[1]);
    CHECK(workers[0] == workers[2]);
    CHECK(workers[0] != std::this_thread::get_id());
}

TEST_CASE("the callback may destroy the work it belongs to") {
    Loop loop;
    std::unique_ptr<BackgroundWork> work;
    bool done = false;
    const auto big = std::make_shared<int>(1);
    work = std::make_unique<BackgroundWork>(
        loop, [] {},
        [&, big] {
            work.reset();
            done = *big == 1;
        });
    work->begin();
    loop.run(); // ends because nothing is left that could happen
    CHECK(done);
    CHECK(big.use_count() == 1);
}

TEST_CASE(
    "destroying it does not wait for work that hangs, nor does the loop, and the callback is forgotten") {
    const auto gate = std::make_shared<Gate>();
    std::atomic<bool> done{false};
    {
        Loop loop;
        auto work = std::make_unique<BackgroundWork>(
            loop,
            [gate] {
                gate->begun.set_value();
                gate->go_on.get_future().wait();
                gate->ended.set_value();
            },
            [&] { done = true; });
        work->begin();
        gate->begun.get_future().wait();
        work.reset();
        loop.run();
    }
    gate->go_on.set_value();
    gate->ended.get_future().wait();
    CHECK_FALSE(done);
}

TEST_CASE("work that was never begun needs no thread") {
    Loop loop;
    const auto kept = std::make_shared<int>(0);
    {
        const BackgroundWork work(
            loop, [kept] {}, [] {});
        CHECK(kept.use_count() == 2);
    }
    CHECK(kept.use_count() == 1);
}

TEST_SUITE_END();
