// SPDX-License-Identifier: MIT
#include "net/iphelper/monitor_iphelper.h"

#include "loop/background_work.h"
#include "net/iphelper/event_sources.h"
#include "net/iphelper/settled_reading.h"

#include <algorithm>
#include <utility>

namespace ddns {

namespace {

using iphelper::ChangeCounter;
using iphelper::EventSources;
using iphelper::IpHelper;
using iphelper::Reading;

/// When the tables would not hold still for a reading.
constexpr Duration look_again_after = std::chrono::milliseconds(50);

class IpHelperMonitor final : public NetworkMonitor {
public:
    IpHelperMonitor(Loop& loop, std::shared_ptr<IpHelper> helper)
        : loop_(loop), helper_(std::move(helper)), changes_(std::make_shared<ChangeCounter>(loop)) {}
    ~IpHelperMonitor() override;

    Result<void> start(OnDirty on_dirty) override;
    Result<Snapshot> snapshot() override;
    void reread() override;
    void on_news(OnNews on_news) override { on_news_ = std::move(on_news); }
    [[nodiscard]] bool hears_everything() const override { return sources_ && sources_->complete(); }

private:
    using Pending = ChangeCounter::Pending;

    void on_wake();
    void take_pending();
    void read_in_background();
    void on_read(const Result<Reading>& reading);
    void drop_what_was_read(const Reading& reading, Pending& done);
    void adopt(const Reading& reading);
    void look_again_soon();
    void notice_a_stall();
    void tell_news();
    void tell(const Pending& pending);

    Loop& loop_;
    std::shared_ptr<IpHelper> helper_;
    std::shared_ptr<ChangeCounter> changes_;
    OnDirty on_dirty_;
    OnNews on_news_;
    std::unique_ptr<ThreadWake> wake_;
    std::unique_ptr<EventSources> sources_;

    Snapshot held_;
    bool distrusted_ = true;       ///< `held_` is not to be given: the next look reads it on this thread
    std::optional<Error> refusal_; ///< of the last reading on the other thread
    bool refusal_told_ = false;
    unsigned serial_ = 0;               ///< of `held_`; what was begun under another one is not newer than it
    std::optional<Pending> pending_;    ///< waits for a reading to begin
    bool polled_ = false;               ///< the reading under way was begun too early for the poll
    bool stalled_ = false;              ///< was told
    std::optional<Pending> being_read_; ///< is told when the reading is done
    unsigned read_under_ = 0;           ///< the `serial_` when it was begun
    std::shared_ptr<Result<Reading>> result_ = std::make_shared<Result<Reading>>(); ///< of `reader_`
    std::unique_ptr<BackgroundWork> reader_;                                        ///< from `start` on
    std::unique_ptr<Operation> look_again_;
};

/// The order matters: who wakes goes before what is woken.
IpHelperMonitor::~IpHelperMonitor() {
    sources_.reset();
    changes_->disconnect();
    wake_.reset();
}

Result<void> IpHelperMonitor::start(OnDirty on_dirty) {
    on_dirty_ = std::move(on_dirty);
    if (sources_) return {};
    wake_ = std::make_unique<ThreadWake>(loop_, [this] { on_wake(); });
    changes_->connect(*wake_);
    reader_ = std::make_unique<BackgroundWork>(
        loop_,
        [result = result_, helper = helper_, changes = changes_] {
            *result = read_settled(*helper, *changes);
        },
        [this] { on_read(*result_); });
    sources_ = std::make_unique<EventSources>(helper_, changes_);
    // What changed between a first snapshot and this call was not heard.
    distrusted_ = true;
    tell_news();
    return {};
}

// Events

void IpHelperMonitor::on_wake() {
    tell_news();
    take_pending();
    if (pending_ && !look_again_) read_in_background();
}

void IpHelperMonitor::take_pending() {
    const auto noted = changes_->take();
    if (!noted) return;
    if (!pending_) {
        pending_ = noted;
        return;
    }
    pending_->event_time = std::min(pending_->event_time, noted->event_time);
    if (pending_->reason == WakeReason::poll) pending_->reason = noted->reason;
}

void IpHelperMonitor::read_in_background() {
    if (reader_->running()) return; // `on_read` goes on with what is pending
    being_read_ = std::exchange(pending_, std::nullopt);
    polled_ = false;
    read_under_ = serial_;
    reader_->begin();
}

void IpHelperMonitor::on_read(const Result<Reading>& reading) {
    Pending done = *std::exchange(being_read_, std::nullopt);
    if (std::exchange(stalled_, false) && on_news_) on_news_({true, "Windows answers again"});
    if (!reading) {
        refusal_ = reading.error();
        refusal_told_ = false;
    } else if (read_under_ == serial_) {
        adopt(*reading);
    }
    take_pending();
    if (reading) drop_what_was_read(*reading, done);
    if (pending_ && !look_again_) read_in_background();
    tell(done);
}

/// What came while it read is in it if nothing came after its last attempt began.
void IpHelperMonitor::drop_what_was_read(const Reading& reading, Pending& done) {
    if (!pending_ || polled_ || !reading.settled || reading.count != changes_->count()) return;
    if (done.reason == WakeReason::poll) done = *pending_;
    pending_.reset();
}

void IpHelperMonitor::look_again_soon() {
    look_again_ = loop_.after(look_again_after, [this] {
        look_again_.reset();
        take_pending();
        if (!pending_) pending_ = Pending{WakeReason::address, loop_.now()};
        read_in_background();
    });
}

/// A reading that was there at the last poll already.
void IpHelperMonitor::notice_a_stall() {
    if (stalled_ || !reader_->running()) return;
    if (!polled_ && being_read_->reason != WakeReason::poll) return;
    stalled_ = true;
    if (on_news_)
        on_news_({false, "Windows has not answered since the last poll what addresses and routes it has; "
                         "changes are not seen until it does"});
}

void IpHelperMonitor::tell_news() {
    for (const SourceNews& news : sources_->news())
        if (on_news_) on_news_(news);
}

/// Last statement of every caller: the callback may destroy the monitor.
void IpHelperMonitor::tell(const Pending& pending) {
    const OnDirty on_dirty = on_dirty_;
    if (on_dirty) on_dirty(pending.reason, pending.event_time);
}

// Snapshot

void IpHelperMonitor::reread() {
    if (!sources_) return; // every look reads
    sources_->retry();
    tell_news();
    if (distrusted_) return;
    notice_a_stall();
    take_pending();
    if (!pending_) pending_ = Pending{WakeReason::poll, loop_.now()};
    polled_ = true;
    read_in_background();
}

Result<Snapshot> IpHelperMonitor::snapshot() {
    if (distrusted_) {
        const auto reading = read_settled(*helper_, *changes_);
        if (!reading) return tl::unexpected(reading.error());
        adopt(*reading);
    } else if (refusal_) {
        if (std::exchange(refusal_told_, true)) look_again_soon();
        return tl::unexpected(*refusal_);
    }
    return held_;
}

void IpHelperMonitor::adopt(const Reading& reading) {
    held_ = reading.snapshot;
    refusal_.reset();
    ++serial_;
    distrusted_ = !sources_; // without events every look is a new one
    if (!reading.settled && sources_) look_again_soon();
}

} // namespace

std::unique_ptr<NetworkMonitor> make_iphelper_monitor(Loop& loop, std::shared_ptr<IpHelper> helper) {
    return std::make_unique<IpHelperMonitor>(loop, std::move(helper));
}

} // namespace ddns
