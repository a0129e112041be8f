// SPDX-License-Identifier: MIT
#pragma once

#include "net/iphelper/change_counter.h"
#include "net/iphelper/one_shot_watcher.h"

#include <array>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace ddns::iphelper {

/// All sources of events at once, each alive or dead. What they tell is counted; when one dies or comes back
/// the loop is poked and `news` says so.
class EventSources {
public:
    /// Subscribes to everything there is; what cannot be had is dead.
    EventSources(std::shared_ptr<IpHelper> helper, std::shared_ptr<ChangeCounter> changes);

    /// Cancels everything; nothing is counted afterwards. At most a second, and no lock is held meanwhile.
    /// Not inside a callback of a source.
    ~EventSources();
    EventSources(const EventSources&) = delete;
    EventSources& operator=(const EventSources&) = delete;

    /// Tries the dead ones again. A recovery counts as a change. For the poll: `news` may speak again of a
    /// source that it has spoken of.
    void retry();

    /// Whether links, addresses and routes of both families are told. The sources that know IPv4 alone, and
    /// resume, are not needed for that.
    [[nodiscard]] bool complete() const;

    /// What died or came back since the last call: a source's loss is told once between two `retry`s, and its
    /// recovery when the loss was told.
    std::vector<SourceNews> news();

private:
    struct State {
        Result<void> life;
        bool told_alive = true;
        bool may_tell = true;
    };

    void subscribe(EventSource source);
    void open_watcher();
    void set_life(EventSource source, const Result<void>& life);
    [[nodiscard]] bool alive(EventSource source) const;

    std::shared_ptr<IpHelper> helper_;
    std::shared_ptr<ChangeCounter> changes_;
    mutable std::mutex mutex_; ///< guards `states_` and is held for nothing else
    std::array<State, source_count> states_;
    std::map<EventSource, std::unique_ptr<Operation>> subscriptions_;
    std::unique_ptr<OneShotWatcher> watcher_;
};

} // namespace ddns::iphelper
