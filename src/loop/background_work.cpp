// SPDX-License-Identifier: MIT
#include "loop/background_work.h"

#include <condition_variable>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

namespace ddns {

/// What both sides touch; lives as long as the last of them.
struct BackgroundWork::Thread {
    explicit Thread(std::function<void()> w) : work(std::move(w)) {}

    void run();

    const std::function<void()> work;
    std::mutex mutex;
    std::condition_variable news;
    ThreadWake* wake = nullptr; ///< null before the thread has begun and once the loop's side has died
    bool wanted = false, over = false, closed = false;
};

void BackgroundWork::Thread::run() {
    std::unique_lock lock(mutex);
    while (true) {
        news.wait(lock, [this] { return wanted || closed; });
        if (closed) return;
        wanted = false;
        lock.unlock();
        work();
        lock.lock();
        over = true;
        if (wake) wake->wake();
    }
}

BackgroundWork::BackgroundWork(Loop& loop, std::function<void()> work, std::function<void()> done)
    : thread_(std::make_shared<Thread>(std::move(work))), done_(std::move(done)), wake_(loop, [this] {
          {
              const std::lock_guard lock(thread_->mutex); // after it, what the work has written can be read
              if (!std::exchange(thread_->over, false)) return;
          }
          running_ = false;
          const auto callback = done_; // outlives this object
          callback();
      }) {}

BackgroundWork::~BackgroundWork() {
    const std::lock_guard lock(thread_->mutex);
    thread_->wake = nullptr;
    thread_->closed = true;
    thread_->news.notify_one();
}

void BackgroundWork::begin() {
    running_ = true;
    const std::lock_guard lock(thread_->mutex);
    if (!thread_->wake) {
        try {
            std::thread([shared = thread_] { shared->run(); }).detach();
        } catch (const std::system_error&) {
            thread_->work();
            thread_->over = true;
            wake_.wake();
            return;
        }
        thread_->wake = &wake_;
    }
    thread_->wanted = true;
    thread_->news.notify_one();
}

} // namespace ddns
