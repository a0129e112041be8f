// SPDX-License-Identifier: MIT
#include "service/requests.h"

#include <cassert>
#include <utility>

namespace ddns {

std::string_view to_string(StopCause cause) {
    switch (cause) {
    case StopCause::service_manager:
        return "the service manager";
    case StopCause::shutdown:
        return "the system shuts down";
    case StopCause::command:
        return "`service stop`";
    }
    return "?";
}

class ServiceRequests::Listener final : public Operation {
public:
    Listener(ServiceRequests& requests, Loop& loop, OnStop on_stop, OnReload on_reload)
        : requests_(requests), on_stop_(std::move(on_stop)), on_reload_(std::move(on_reload)),
          wake_(loop, [this] { hear(); }) {
        const std::lock_guard lock(requests_.mutex_);
        assert(!requests_.wake_ && "one listener at a time");
        requests_.wake_ = &wake_;
        wake_.wake(); // for what was asked before
    }
    ~Listener() override {
        const std::lock_guard lock(requests_.mutex_);
        requests_.wake_ = nullptr;
    }
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

private:
    /// The last thing that runs may destroy this.
    void hear() {
        const Wanted wanted = requests_.take();
        if (wanted.stop)
            on_stop_(*wanted.stop);
        else if (wanted.reload)
            on_reload_();
    }

    ServiceRequests& requests_;
    const OnStop on_stop_;
    const OnReload on_reload_;
    ThreadWake wake_;
};

void ServiceRequests::stop(StopCause cause) {
    const std::lock_guard lock(mutex_);
    wanted_.stop = cause;
    wake_locked();
}

void ServiceRequests::reload() {
    const std::lock_guard lock(mutex_);
    wanted_.reload = true;
    wake_locked();
}

void ServiceRequests::wake_locked() {
    if (wake_) wake_->wake();
}

ServiceRequests::Wanted ServiceRequests::take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(wanted_, {});
}

std::unique_ptr<Operation> ServiceRequests::listen(Loop& loop, OnStop on_stop, OnReload on_reload) {
    return std::make_unique<Listener>(*this, loop, std::move(on_stop), std::move(on_reload));
}

} // namespace ddns
