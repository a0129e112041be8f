// SPDX-License-Identifier: MIT
#include "net/iphelper/change_counter.h"

#include <thread>

namespace ddns::iphelper {

namespace {

constexpr int reason_bits = 8;

constexpr std::uint64_t bit_of(WakeReason reason) { return 1u << static_cast<unsigned>(reason); }
static_assert(static_cast<unsigned>(WakeReason::poll) < reason_bits);

/// One word for the log: the rarest.
constexpr WakeReason by_rarity[] = {WakeReason::resume, WakeReason::overflow, WakeReason::rule,
                                    WakeReason::link,   WakeReason::address,  WakeReason::route,
                                    WakeReason::poll};

} // namespace

class ChangeCounter::Visit {
public:
    explicit Visit(ChangeCounter& counter) : counter_(counter) {
        counter_.visitors_.fetch_add(1);
        wake = counter_.wake_.load();
    }
    ~Visit() { counter_.visitors_.fetch_sub(1); }
    Visit(const Visit&) = delete;
    Visit& operator=(const Visit&) = delete;

    ThreadWake* wake; ///< null: not connected

private:
    ChangeCounter& counter_;
};

void ChangeCounter::connect(ThreadWake& wake) { wake_ = &wake; }

void ChangeCounter::disconnect() {
    wake_ = nullptr;
    while (visitors_.load() != 0) std::this_thread::yield();
}

void ChangeCounter::note(WakeReason reason) noexcept {
    const Visit visit(*this);
    if (!visit.wake) return;
    const auto now = static_cast<std::uint64_t>(clock_.now().time_since_epoch().count());
    std::uint64_t before = pending_.load();
    std::uint64_t after = 0;
    do {
        after = (before ? before : now << reason_bits) | bit_of(reason);
    } while (!pending_.compare_exchange_weak(before, after));
    count_.fetch_add(1);
    visit.wake->wake();
}

void ChangeCounter::poke() noexcept {
    const Visit visit(*this);
    if (visit.wake) visit.wake->wake();
}

std::optional<ChangeCounter::Pending> ChangeCounter::take() {
    const std::uint64_t pending = pending_.exchange(0);
    if (!pending) return std::nullopt;
    Pending taken;
    taken.event_time = Instant(Duration(static_cast<Duration::rep>(pending >> reason_bits)));
    for (const WakeReason reason : by_rarity)
        if (pending & bit_of(reason)) {
            taken.reason = reason;
            break;
        }
    return taken;
}

} // namespace ddns::iphelper
