// SPDX-License-Identifier: MIT
#pragma once

#include "loop/timers.h"
#include "loop/uv_handle.h"
#include "util/result.h"
#include "util/socket_handle.h"

namespace ddns {

/// The one event loop, and the real `Timers`. Everything happens on the thread that calls `run`.
/// Must outlive all that holds a handle on it; its destructor lets the last handles close.
class Loop final : public Timers {
public:
    Loop();
    ~Loop() override;

    /// Runs until `stop`, or until nothing can happen any more.
    void run();
    /// Ends `run` after the current turn.
    void stop();

    /// Also on other threads.
    [[nodiscard]] Instant now() const override;
    [[nodiscard]] WallTime wall_clock() const override;
    [[nodiscard]] std::unique_ptr<Operation> after(Duration delay, std::function<void()> callback) override;

    [[nodiscard]] uv_loop_t* uv() { return &loop_; }

private:
    uv_loop_t loop_{};
};

/// Tells when a descriptor (Windows: a socket) can be read or written; it stays the caller's. `on_ready` gets
/// libuv's status (negative: an error; the watch has then stopped itself and `start` begins it again) and its
/// event bits.
class FdWatch final : public Operation {
public:
    using OnReady = std::function<void(int status, int events)>;

    static Result<std::unique_ptr<FdWatch>> open(Loop& loop, SocketHandle fd, OnReady on_ready);

    /// `events`: UV_READABLE, UV_WRITABLE. May be called again to change them.
    Result<void> start(int events);
    void stop();

private:
    FdWatch() = default;
    OnReady on_ready_;
    UvPtr<uv_poll_t> poll_;
};

/// Calls on the loop, in its next turn, however often `trigger` was called before. Keeps no loop alive by
/// itself while it is not triggered.
class Deferred final : public Operation {
public:
    Deferred(Loop& loop, std::function<void()> callback);

    void trigger();
    void cancel();

private:
    std::function<void()> callback_;
    UvPtr<uv_idle_t> idle_;
};

/// A signal of the process, on the loop. Does not keep the loop alive.
class SignalWatch final : public Operation {
public:
    SignalWatch(Loop& loop, int signal, std::function<void()> callback);

private:
    std::function<void()> callback_;
    UvPtr<uv_signal_t> handle_;
};

/// The only thing another thread may touch: `wake` from anywhere makes `callback` run on the loop. Keeps the
/// loop alive, unless it was told not to with `unref`.
class ThreadWake final : public Operation {
public:
    ThreadWake(Loop& loop, std::function<void()> callback);
    void wake();
    void unref();

private:
    std::function<void()> callback_;
    UvPtr<uv_async_t> handle_;
};

} // namespace ddns
