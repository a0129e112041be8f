// SPDX-License-Identifier: MIT
#pragma once

#include "net/monitor.h"

#include <utility>

namespace ddns {

/// The network as a test wants it. Set `now` (or `refusal`), then `fire`.
class FakeMonitor final : public NetworkMonitor {
public:
    Result<void> start(OnDirty on_dirty) override {
        if (start_refusal) return tl::unexpected(*start_refusal);
        on_dirty_ = std::move(on_dirty);
        return {};
    }
    Result<Snapshot> snapshot() override {
        ++snapshots;
        if (refusal) return tl::unexpected(*refusal);
        return now;
    }
    void reread() override { ++rereads; }

    /// What the loop does after a kernel message. Nothing before `start`.
    void fire(WakeReason reason = WakeReason::address, Instant event_time = {}) {
        const OnDirty on_dirty = on_dirty_;
        if (on_dirty) on_dirty(reason, event_time);
    }
    [[nodiscard]] bool started() const { return static_cast<bool>(on_dirty_); }

    Snapshot now;
    std::optional<Error> refusal;       ///< what `snapshot` fails with
    std::optional<Error> start_refusal; ///< what `start` fails with
    int snapshots = 0;
    int rereads = 0;

private:
    OnDirty on_dirty_;
};

} // namespace ddns
