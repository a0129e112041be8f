// SPDX-License-Identifier: MIT
#include "reactor/detection.h"

#include "net/address_class.h"

#include <algorithm>
#include <fmt/format.h>
#include <set>

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
            print += mix(mix(2, route.alive ? route.metric : 1u << 31),
                         route.gateway ? hash(route.gateway->to_string()) : 0);
    return print;
}

/// A router that dials anew gets another IPv4 address and announces another IPv6 prefix; from inside only the
/// second is seen.
std::size_t hint_of(const DetectWish& wish, const Snapshot& snapshot) {
    if (wish.family == Family::v6) return 0;
    const Interface* interface = snapshot.find_interface(wish.interface);
    std::set<std::string> prefixes;
    for (const InterfaceAddress& entry : snapshot.addresses) {
        if (entry.address.family() != Family::v6 || entry.deprecated) continue;
        if (interface && entry.interface != interface->index) continue;
        if (classify(entry.address).address_class != AddressClass::public_) continue;
        const auto bytes = entry.address.bytes();
        prefixes.emplace(bytes.begin(), bytes.begin() + 8);
    }
    std::size_t hint = 0;
    for (const std::string& prefix : prefixes) hint = mix(hint, std::hash<std::string>()(prefix));
    return hint;
}

} // namespace

Detection::Detection(Detector& detector, Timers& timers, Narrator& narrator, const Config& config,
                     std::function<void()> on_change)
    : detector_(detector), timers_(timers), narrator_(narrator), config_(config),
      on_change_(std::move(on_change)) {}

void Detection::want(const std::vector<DetectWish>& wishes, const Snapshot& snapshot) {
    drop_unwanted(wishes);
    for (const DetectWish& wish : wishes) {
        Uplink& uplink = uplinks_[wish];
        const std::size_t fingerprint = fingerprint_of(wish, snapshot);
        const std::size_t hint = hint_of(wish, snapshot);
        const WayOut way = way_out(snapshot, wish.family, wish.interface);
        const bool same = uplink.fingerprint == fingerprint && uplink.hint == hint;
        if (uplink.fingerprint != fingerprint) {
            unsubscribe(uplink);
            uplink = Uplink{};
        }
        uplink.fingerprint = fingerprint;
        uplink.hint = hint;
        if (uplink.way != way) {
            unsubscribe(uplink);
            uplink.way = way;
            listen(wish, uplink);
            if (uplink.seen.address) subscribe_soon(wish, uplink);
        }
        if (!same) look(wish);
    }
    collect();
}

void Detection::listen(const DetectWish& wish, Uplink& uplink) {
    if (wish.family != Family::v4) return;
    uplink.news = detector_.listen(
        uplink.way, [this, wish](const std::optional<IpAddress>& address) { heard(wish, address); });
}

void Detection::subscribe_soon(const DetectWish& wish, Uplink& uplink) {
    constexpr Duration stays = std::chrono::seconds(5);
    const auto& methods = config_.detect_for(wish.interface).methods;
    const bool asks_gateway = std::ranges::find(methods, DetectMethod::gateway) != methods.end();
    if (on_left_ || wish.family != Family::v4 || !asks_gateway || uplink.events || uplink.events_soon) return;
    uplink.events_soon = timers_.after(stays, [this, wish] {
        Uplink& stayed = uplinks_[wish];
        stayed.events = detector_.subscribe(
            stayed.way, [this, wish](const std::optional<IpAddress>& address) { heard(wish, address); });
    });
}

void Detection::unsubscribe(Uplink& uplink) {
    uplink.events_soon.reset();
    if (!uplink.events) return;
    const auto place = farewells_.emplace(farewells_.end());
    *place = uplink.events->leave([this, place] {
        farewells_.erase(place);
        if (farewells_.empty() && on_left_) on_left_();
    });
    if (!*place) farewells_.erase(place);
    uplink.events.reset();
}

std::vector<std::string> Detection::hears(const std::string& interface) const {
    const auto found = uplinks_.find({Family::v4, interface});
    std::vector<std::string> ways;
    if (found == uplinks_.end()) return ways;
    if (found->second.news) ways.emplace_back("announcements");
    if (found->second.events && found->second.events->hears()) ways.emplace_back("UPnP events");
    return ways;
}

void Detection::leave(std::function<void()> on_left) {
    on_left_ = std::move(on_left);
    for (auto& [wish, uplink] : uplinks_) {
        uplink.news.reset();
        unsubscribe(uplink);
    }
}

void Detection::heard(const DetectWish& wish, const std::optional<IpAddress>& address) {
    constexpr Duration least_pause = std::chrono::seconds(1);
    Uplink& uplink = uplinks_[wish];
    const bool known = address && uplink.seen.address == address && uplink.failures == 0;
    if (uplink.soon || known) return;
    const Instant now = timers_.now();
    const Instant then = std::max(now, uplink.last_news_look + least_pause);
    uplink.soon = timers_.after(then - now, [this, wish, then] {
        uplinks_[wish].last_news_look = then;
        look(wish);
    });
}

void Detection::drop_unwanted(const std::vector<DetectWish>& wishes) {
    for (auto entry = uplinks_.begin(); entry != uplinks_.end();) {
        const bool wanted = std::binary_search(wishes.begin(), wishes.end(), entry->first);
        if (!wanted) {
            narrator_.forget(part_of(entry->first));
            unsubscribe(entry->second);
        }
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
    uplink.soon.reset();
    uplink.asked = timers_.now();
    uplink.look = detector_.detect(wish.family, uplink.way, config_.detect_for(wish.interface),
                                   [this, wish](Sighting sighting) { looked(wish, std::move(sighting)); });
}

void Detection::looked(const DetectWish& wish, Sighting sighting) {
    Uplink& uplink = uplinks_[wish];
    const auto finished = std::move(uplink.look); // dies at the end of this call, in which it still runs
    uplink.answered = true;
    const std::string part = part_of(wish);
    uplink.seen.said = std::move(sighting.said);
    if (sighting.address) {
        uplink.failures = 0;
        uplink.seen.address = *sighting.address;
        uplink.seen.method = sighting.method;
        uplink.seen.agreed = std::move(sighting.agreed);
        uplink.seen.confirmed = timers_.now();
        uplink.seen.latency = timers_.now() - uplink.asked;
        subscribe_soon(wish, uplink);
        narrator_.recovered(part, fmt::format("the outside answers again: {} is seen as {}", wish.interface,
                                              sighting.address->to_string()));
    } else {
        constexpr unsigned most_doublings = 5;
        const Error& error = sighting.address.error();
        const Duration wait = std::chrono::seconds(30) * (1u << std::min(uplink.failures++, most_doublings));
        uplink.retry = timers_.after(std::max(wait, error.retry_after.value_or(Duration::zero())),
                                     [this, wish] { look(wish); });
        narrator_.trouble(part, error.what);
    }
    collect();
    on_change_();
}

void Detection::collect() {
    results_.clear();
    for (const auto& [wish, uplink] : uplinks_)
        if (uplink.answered) {
            Detected& result = results_.emplace_back(uplink.seen);
            result.family = wish.family;
            result.interface = wish.interface;
        }
}

} // namespace ddns
