// SPDX-License-Identifier: MIT
#include "net/iphelper/event_sources.h"

#include <fmt/format.h>
#include <system_error>

namespace ddns::iphelper {

namespace {

WakeReason reason_of(EventSource source) {
    switch (source) {
    case EventSource::ip_interface:
        return WakeReason::link;
    case EventSource::route:
        return WakeReason::route;
    case EventSource::resume:
        return WakeReason::resume;
    default:
        return WakeReason::address;
    }
}

} // namespace

EventSources::EventSources(std::shared_ptr<IpHelper> helper, std::shared_ptr<ChangeCounter> changes)
    : helper_(std::move(helper)), changes_(std::move(changes)) {
    for (const EventSource source : calling_sources) subscribe(source);
    open_watcher();
}

EventSources::~EventSources() {
    watcher_.reset();
    subscriptions_.clear();
}

void EventSources::subscribe(EventSource source) {
    // The callback owns what it touches: one that the system had forgotten to cancel does no harm.
    auto subscription = helper_->subscribe(
        source, [changes = changes_, reason = reason_of(source)] { changes->note(reason); });
    if (subscription) subscriptions_[source] = std::move(*subscription);
    set_life(source, subscription ? Result<void>() : tl::unexpected(subscription.error()));
}

void EventSources::open_watcher() {
    OneShotWatcher::Listener listener;
    listener.fired = [this](EventSource source) { changes_->note(reason_of(source)); };
    listener.armed = [this](EventSource source, const Result<void>& armed) { set_life(source, armed); };
    try {
        watcher_ = std::make_unique<OneShotWatcher>(helper_->open_one_shots(), listener);
    } catch (const std::system_error& error) {
        for (const EventSource source : one_shot_sources)
            set_life(source, fail(ErrorKind::system, fmt::format("{} has no thread to wait on: {}",
                                                                 function_name(source), error.what())));
    }
}

void EventSources::retry() {
    {
        const std::lock_guard lock(mutex_);
        for (State& state : states_) state.may_tell = true;
    }
    for (const EventSource source : calling_sources) {
        if (alive(source)) continue;
        subscribe(source);
        if (alive(source)) changes_->note(reason_of(source));
    }
    if (watcher_)
        watcher_->retry();
    else
        open_watcher();
}

void EventSources::set_life(EventSource source, const Result<void>& life) {
    bool differs = false;
    {
        const std::lock_guard lock(mutex_);
        State& state = states_[static_cast<std::size_t>(source)];
        differs = state.life.has_value() != life.has_value();
        state.life = life;
    }
    if (differs) changes_->poke();
}

bool EventSources::alive(EventSource source) const {
    const std::lock_guard lock(mutex_);
    return states_[static_cast<std::size_t>(source)].life.has_value();
}

bool EventSources::complete() const {
    return alive(EventSource::ip_interface) && alive(EventSource::unicast_address) &&
           alive(EventSource::route);
}

std::vector<SourceNews> EventSources::news() {
    std::vector<SourceNews> news;
    const std::lock_guard lock(mutex_);
    for (std::size_t i = 0; i < states_.size(); ++i) {
        State& state = states_[i];
        const bool alive = state.life.has_value();
        if (alive == state.told_alive || (!alive && !state.may_tell)) continue;
        if (!alive) state.may_tell = false;
        state.told_alive = alive;
        const auto name = function_name(static_cast<EventSource>(i));
        news.push_back({alive, alive ? fmt::format("{} tells of changes again", name)
                                     : fmt::format("{}; it tells of no changes", state.life.error().what)});
    }
    return news;
}

} // namespace ddns::iphelper
