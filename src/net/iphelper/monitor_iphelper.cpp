// SPDX-License-Identifier: MIT
#include "net/iphelper/monitor_iphelper.h"

#include "loop/background_work.h"
#include "net/iphelper/event_sources.h"
#include "net/iphelper/settled_reading.h"

#include <algorithm>

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
    void on_read(const Result<Reading>& reading, unsigned serial);
    void adopt(const Reading& reading);
    void look_again_soon();
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
    bool distrusted_ = true;            ///< `held_` is not to be given any more
    unsigned serial_ = 0;               ///< of `held_`; what was begun under another one is not newer than it
    std::optional<Pending> pending_;    ///< waits for a reading to begin
    std::optional<Pending> being_read_; ///< is told when the reading is done
    std::unique_ptr<Operation> reading_;
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
    if (pending_ && !reading_ && !look_again_) read_in_background();
}

void IpHelperMonitor::take_pending() {
    const auto noted = changes_->take();
    if (!noted) return;
    if (pending_)
        pending_->event_time = std::min(pending_->event_time, noted->event_time);
    else
        pending_ = noted;
}

void IpHelperMonitor::read_in_background() {
    being_read_ = std::exchange(pending_, std::nullopt);
    const auto result = std::make_shared<Result<Reading>>();
    reading_ = std::make_unique<BackgroundWork>(
        loop_, [result, helper = helper_, changes = changes_] { *result = read_settled(*helper, *changes); },
        [this, result, serial = serial_] { on_read(*result, serial); });
}

void IpHelperMonitor::on_read(const Result<Reading>& reading, unsigned serial) {
    reading_.reset();
    const Pending done = *std::exchange(being_read_, std::nullopt);
    if (!reading)
        distrusted_ = true; // `snapshot()` asks for itself then, and gives the reason if it must
    else if (serial == serial_)
        adopt(*reading);
    take_pending();
    // What came while it read is in it if nothing came after its last attempt began.
    if (reading && reading->settled && reading->count == changes_->count()) pending_.reset();
    if (pending_ && !look_again_) read_in_background();
    tell(done);
}

void IpHelperMonitor::look_again_soon() {
    look_again_ = loop_.after(look_again_after, [this] {
        look_again_.reset();
        take_pending();
        if (!pending_) pending_ = Pending{WakeReason::address, loop_.now()};
        if (!reading_) read_in_background();
    });
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
    distrusted_ = true;
    if (!sources_) return;
    sources_->retry();
    tell_news();
}

Result<Snapshot> IpHelperMonitor::snapshot() {
    if (distrusted_) {
        const auto reading = read_settled(*helper_, *changes_);
        if (!reading) return tl::unexpected(reading.error());
        adopt(*reading);
    }
    return held_;
}

void IpHelperMonitor::adopt(const Reading& reading) {
    held_ = reading.snapshot;
    ++serial_;
    distrusted_ = !sources_; // without events every look is a new one
    if (!reading.settled && sources_) look_again_soon();
}

} // namespace

std::unique_ptr<NetworkMonitor> make_iphelper_monitor(Loop& loop, std::shared_ptr<IpHelper> helper) {
    return std::make_unique<IpHelperMonitor>(loop, std::move(helper));
}

} // namespace ddns
