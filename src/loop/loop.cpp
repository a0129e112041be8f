// SPDX-License-Identifier: MIT
#include "loop/loop.h"

#include <cassert>
#include <fmt/format.h>

namespace ddns {

namespace {

/// Runs a copy of the callback, because the callback may destroy its owner.
template <class Owner, class... Args>
void call(std::function<void(Args...)> Owner::*member, void* data, Args... args) {
    if (!data) return;
    const auto callback = static_cast<Owner*>(data)->*member;
    if (callback) callback(args...);
}

/// What to ask of libuv, which counts whole milliseconds from a time that it caches and has rounded down, so
/// that the alarm is never early.
std::uint64_t timer_ms(uv_loop_t* loop, Duration delay) {
    uv_update_time(loop);
    const std::uint64_t due_us = uv_hrtime() / 1000 + static_cast<std::uint64_t>(delay.count());
    const std::uint64_t due_ms = (due_us + 999) / 1000;
    return due_ms > uv_now(loop) ? due_ms - uv_now(loop) : 1;
}

/// A single alarm.
class Alarm final : public Operation {
public:
    Alarm(Loop& loop, Duration delay, std::function<void()> callback) : callback_(std::move(callback)) {
        auto* handle = new uv_timer_t{};
        uv_timer_init(loop.uv(), handle);
        handle_.reset(handle);
        handle_->data = this;
        uv_timer_start(handle_.get(), &Alarm::on_alarm, timer_ms(loop.uv(), delay), 0);
    }

private:
    static void on_alarm(uv_timer_t* handle) { call(&Alarm::callback_, handle->data); }

    std::function<void()> callback_;
    UvPtr<uv_timer_t> handle_;
};

/// A delay of zero: a Deferred that goes off by itself.
class NextTurn final : public Operation {
public:
    NextTurn(Loop& loop, std::function<void()> callback) : deferred_(loop, std::move(callback)) {
        deferred_.trigger();
    }

private:
    Deferred deferred_;
};

} // namespace

Loop::Loop() { uv_loop_init(&loop_); }

Loop::~Loop() {
    uv_run(&loop_, UV_RUN_DEFAULT); // may end at once: a `stop` that nobody has seen yet
    uv_run(&loop_, UV_RUN_DEFAULT);
    [[maybe_unused]] const int busy = uv_loop_close(&loop_);
    assert(busy == 0 && "a handle outlived the loop");
}

void Loop::run() { uv_run(&loop_, UV_RUN_DEFAULT); }

void Loop::stop() { uv_stop(&loop_); }

Instant Loop::now() const { return Instant(Duration(static_cast<Duration::rep>(uv_hrtime() / 1000))); }

WallTime Loop::wall_clock() const { return std::chrono::floor<Duration>(std::chrono::system_clock::now()); }

std::unique_ptr<Operation> Loop::after(Duration delay, std::function<void()> callback) {
    if (delay <= Duration::zero()) return std::make_unique<NextTurn>(*this, std::move(callback));
    return std::make_unique<Alarm>(*this, delay, std::move(callback));
}

Result<std::unique_ptr<FdWatch>> FdWatch::open(Loop& loop, SocketHandle fd, OnReady on_ready) {
    auto* handle = new uv_poll_t{};
    if (const int error = uv_poll_init_socket(loop.uv(), handle, fd); error < 0) {
        delete handle;
        return fail(ErrorKind::system, fmt::format("cannot watch a descriptor: {}", uv_strerror(error)));
    }
    std::unique_ptr<FdWatch> watch(new FdWatch);
    watch->on_ready_ = std::move(on_ready);
    watch->poll_.reset(handle);
    watch->poll_->data = watch.get();
    return watch;
}

Result<void> FdWatch::start(int events) {
    const int error = uv_poll_start(poll_.get(), events, [](uv_poll_t* handle, int status, int ready) {
        call(&FdWatch::on_ready_, handle->data, status, ready);
    });
    if (error < 0)
        return fail(ErrorKind::system, fmt::format("cannot watch a descriptor: {}", uv_strerror(error)));
    return {};
}

void FdWatch::stop() { uv_poll_stop(poll_.get()); }

Deferred::Deferred(Loop& loop, std::function<void()> callback) : callback_(std::move(callback)) {
    auto* handle = new uv_idle_t{};
    uv_idle_init(loop.uv(), handle);
    idle_.reset(handle);
    idle_->data = this;
}

void Deferred::trigger() {
    uv_idle_start(idle_.get(), [](uv_idle_t* handle) {
        uv_idle_stop(handle);
        call(&Deferred::callback_, handle->data);
    });
}

void Deferred::cancel() { uv_idle_stop(idle_.get()); }

SignalWatch::SignalWatch(Loop& loop, int signal, std::function<void()> callback)
    : callback_(std::move(callback)) {
    auto* handle = new uv_signal_t{};
    uv_signal_init(loop.uv(), handle);
    handle_.reset(handle);
    handle_->data = this;
    uv_signal_start(
        handle_.get(), [](uv_signal_t* h, int) { call(&SignalWatch::callback_, h->data); }, signal);
    uv_unref(reinterpret_cast<uv_handle_t*>(handle));
}

ThreadWake::ThreadWake(Loop& loop, std::function<void()> callback) : callback_(std::move(callback)) {
    auto* handle = new uv_async_t{};
    uv_async_init(loop.uv(), handle, [](uv_async_t* h) { call(&ThreadWake::callback_, h->data); });
    handle_.reset(handle);
    handle_->data = this;
}

void ThreadWake::wake() { uv_async_send(handle_.get()); }

void ThreadWake::unref() { uv_unref(reinterpret_cast<uv_handle_t*>(handle_.get())); }

} // namespace ddns
