// SPDX-License-Identifier: MIT
#include "loop/loop.h"

#include "http/socket.h"

#include <doctest/doctest.h>

using namespace ddns;

TEST_CASE("a delay of zero runs in a later turn, never inside the call") {
    Loop loop;
    bool ran = false;
    auto operation = loop.after(Duration::zero(), [&] { ran = true; });
    CHECK_FALSE(ran);
    loop.run();
    CHECK(ran);
}

TEST_CASE("destroying an alarm cancels it") {
    Loop loop;
    bool ran = false;
    auto operation = loop.after(Duration(1000), [&] { ran = true; });
    operation.reset();
    loop.run();
    CHECK_FALSE(ran);
}

TEST_CASE("a callback may destroy the operation it belongs to") {
    Loop loop;
    int runs = 0;
    std::unique_ptr<Operation> alarm;
    alarm = loop.after(Duration(1000), [&] {
        alarm.reset();
        ++runs;
    });
    std::unique_ptr<Operation> next;
    next = loop.after(Duration::zero(), [&] {
        next.reset();
        ++runs;
    });
    loop.run();
    CHECK(runs == 2);
}

TEST_CASE("an alarm is never early") {
    Loop loop;
    const Instant start = loop.now();
    Instant rang{};
    auto operation = loop.after(Duration(2500), [&] { rang = loop.now(); });
    loop.run();
    CHECK(rang - start >= Duration(2500));
}

TEST_CASE("an alarm is not early on a busy loop either, begun at any part of a millisecond") {
    for (int begin = 0; begin < 1000; begin += 100) {
        Loop loop;
        Instant rang{};
        while (loop.now().time_since_epoch().count() % 1000 < begin) {
        }
        const Instant start = loop.now();
        auto operation = loop.after(Duration(2000), [&] { rang = loop.now(); });
        std::unique_ptr<Deferred> busy;
        busy = std::make_unique<Deferred>(loop, [&] {
            if (rang == Instant{}) busy->trigger();
        });
        busy->trigger();
        loop.run();
        CHECK(rang - start >= Duration(2000));
    }
}

TEST_CASE("many triggers of a deferred call are one call") {
    Loop loop;
    int runs = 0;
    Deferred deferred(loop, [&] { ++runs; });
    deferred.trigger();
    deferred.trigger();
    loop.run();
    CHECK(runs == 1);
    deferred.trigger();
    deferred.cancel();
    loop.run();
    CHECK(runs == 1);
}

TEST_CASE("a watched socket tells that it can be read") {
    Loop loop;
    uv_os_sock_t ends[2];
    REQUIRE(uv_socketpair(SOCK_STREAM, 0, ends, 0, 0) == 0);
    int readable = 0;
    {
        std::unique_ptr<FdWatch> watch;
        auto opened = FdWatch::open(loop, ends[0], [&](int status, int events) {
            CHECK(status == 0);
            CHECK((events & UV_READABLE) != 0);
            ++readable;
            watch.reset();
        });
        REQUIRE(opened);
        watch = std::move(*opened);
        REQUIRE(watch->start(UV_READABLE));
        REQUIRE(send(ends[1], "x", 1, 0) == 1);
        loop.run();
    }
    CHECK(readable == 1);
    close_socket(ends[0]);
    close_socket(ends[1]);
}

TEST_CASE("a stop that nobody has seen does not keep the loop from closing its handles") {
    Loop loop;
    auto operation = loop.after(Duration(1000), [] {});
    loop.stop();
    operation.reset(); // the destructor of the loop asserts that the handle is gone
    CHECK_FALSE(operation);
}
