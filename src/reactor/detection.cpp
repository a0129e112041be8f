// SPDX-License-Identifier: MIT
#include "reactor/detection.h"

#include <algorithm>
#include <fmt/format.h>

namespace ddns {

namespace {

std::size_t mix(std::size_t seed, std::size_t value) { return seed * 1099511628211u ^ value; }

std::string part_of(const DetectWish& wish) {
    return fmt::format("detection {} {}", to_string(wish.family), wish.interface);
}

/// What makes an uplink another one: the addresses and default routes of that family on its interface (on
/// any, when the system chooses), in whatever order.
std::size_t fingerprint_of(const DetectWish& wish, const Snapshot& snapshot) {
    const Interface* interface = snapshot.find_interface(wish.interface);
    const auto concerns = [&](std::uint32_t index, const IpAddress& address) {
        return address.family() == wish.family &&
               (wish.interface.empty() || (interface && interface->index == index));
    };
    std::size_t print = interface && interface->up && interface->carrier ? 1 : 2;
    const std::hash<std::string> hash;
    for (const InterfaceAddress& entry : snapshot.addresses)
        if (concerns(entry.interface, entry.address)) print += mix(1, hash(entry.address.to_string()));
    for (const Route& route : snapshot.routes)
        if (concerns(route.interface, route.destination.address))
            print += mix(2, route.alive ? route.metric : 1u << 31);
    return print;
}

} // namespace

Detection::Detection(Detector& detector, Timers& timers, Narrator& narrator, std::function<void()> on_change)
    : detector_(detector), timers_(timers), narrator_(narrator), on_change_(std::move(on_change)) {}

void Detection::want(const std::vector<DetectWish>& wishes, const Snapshot& snapshot) {
    drop_unwanted(wishes);
    for (const DetectWish& wish : wishes) {
        Uplink& uplink = uplinks_[wish];
        const std::size_t fingerprint = fingerprint_of(wish, snapshot);
        if (uplink.fingerprint == fingerprint) continue;
        uplink = Uplink{};
        uplink.fingerprint = fingerprint;
        look(wish);
    }
    collect();
}

void Detection::drop_unwanted(const std::vector<DetectWish>& wishes) {
    for (auto entry = uplinks_.begin(); entry != uplinks_.end();) {
        const bool wanted = std::binary_search(wishes.begin(), wishes.end(), entry->first);
        if (!wanted) narrator_.forget(part_of(entry->first));
        entry = wanted ? std::next(entry) : uplinks_.erase(entry);
    }
}

void Detection::refresh() {
    for (const auto& [wish, uplink] : uplinks_)
        if (!uplink.look) look(wish);
}

bool Detection::busy() const {
    return std::any_of(uplinks_.begin(), uplinks_.end(),
                       [](const auto& entry) { return entry.second.look != nullptr; });
}

void Detection::look(const DetectWish& wish) {
    Uplink& uplink = uplinks_[wish];
    uplink.retry.reset();
    uplink.look = detector_.detect(wish.family, wish.interface,
                                   [this, wish](const Result<IpAddress>& seen) { looked(wish, seen); });
}

void Detection::looked(const DetectWish& wish, const Result<IpAddress>& seen) {
    Uplink& uplink = uplinks_[wish];
    const auto finished = std::move(uplink.look); // dies at the end of this call, in which it still runs
    uplink.answered = true;
    const std::string part = part_of(wish);
    if (seen) {
        uplink.failures = 0;
        uplink.seen = *seen;
        narrator_.recovered(part, fmt::format("the outside answers again: {} is seen as {}", wish.interface,
                                              seen->to_string()));
    } else {
        constexpr unsigned most_doublings = 5;
        const Duration wait = std::chrono::seconds(30) * (1u << std::min(uplink.failures++, most_doublings));
        uplink.retry = timers_.after(wait, [this, wish] { look(wish); });
        narrator_.trouble(part, seen.error().what);
    }
    collect();
    on_change_();
}

void Detection::collect() {
    results_.clear();
    for (const auto& [wish, uplink] : uplinks_)
        if (uplink.answered) results_.push_back({wish.family, wish.interface, uplink.seen});
}

} // namespace ddns
