// SPDX-License-Identifier: MIT
#include "reactor/probes.h"

#include "rank/default_routes.h"

#include <algorithm>
#include <fmt/format.h>

namespace ddns {

namespace {

constexpr Duration longest_wait = std::chrono::seconds(10);
constexpr std::size_t longest_answer = 64u << 10;

std::string part_of(const Uplink& uplink) { return "uplink " + uplink.name; }

Result<Duration> judge(const Result<HttpReply>& reply, Duration took) {
    if (!reply) return tl::unexpected<Error>(reply.error());
    if (reply->status < 200 || reply->status > 299)
        return fail(ErrorKind::bad_reply, fmt::format("the answer has status {}", reply->status));
    return took;
}

} // namespace

bool leads_out(const Snapshot& snapshot, std::string_view interface, std::optional<Family> family) {
    const Interface* found = snapshot.find_interface(interface);
    if (!found || !found->up || !found->carrier) return false;
    const DefaultRoutes routes(snapshot);
    const auto has = [&](Family f) { return (!family || *family == f) && routes.of(found->index, f); };
    return has(Family::v4) || has(Family::v6);
}

Probes::Probes(const Config& config, HttpTransport& transport, Timers& timers, Narrator& narrator,
               std::function<void()> on_change)
    : transport_(transport), timers_(timers), narrator_(narrator), on_change_(std::move(on_change)) {
    for (const Uplink& uplink : config.uplinks) {
        if (!uplink.probe) continue;
        probed_.emplace_back();
        probed_.back().uplink = &uplink;
    }
}

void Probes::follow(const Snapshot& snapshot) {
    for (std::size_t i = 0; i < probed_.size(); ++i) {
        Probed& probed = probed_[i];
        const bool up = leads_out(snapshot, probed.uplink->interface);
        if (up == probed.up) continue;
        probed.up = up;
        probed.question.reset();
        probed.next.reset();
        if (up) ask(i);
    }
}

void Probes::ask(std::size_t index) {
    Probed& probed = probed_[index];
    const Probe& probe = *probed.uplink->probe;
    HttpRequest request;
    request.url = Secret(probe.url);
    request.label = "GET " + probe.url.substr(0, probe.url.find('?'));
    request.interface = probed.uplink->interface;
    request.timeout = std::min(probe.every, longest_wait);
    request.max_reply = longest_answer;
    request.fresh_connection = true;
    const Instant begin = timers_.now();
    probed.question = transport_.start(
        std::move(request), [this, index, begin](Result<HttpReply> reply) { answered(index, begin, reply); });
}

void Probes::answered(std::size_t index, Instant begin, const Result<HttpReply>& reply) {
    Probed& probed = probed_[index];
    const auto finished = std::move(probed.question); // dies at the end of this call, in which it still runs
    const Uplink& uplink = *probed.uplink;
    const bool was_down = probed.health.down;
    const Instant now = timers_.now();
    // Only now, so that a probe that times out counts before the next one begins.
    probed.next = timers_.after(std::max(Duration::zero(), uplink.probe->every - (now - begin)),
                                [this, index] { ask(index); });
    probed.health = after_probe(std::move(probed.health), *uplink.probe, judge(reply, now - begin), now);
    if (probed.health.down == was_down) return;
    if (probed.health.down)
        narrator_.trouble(
            part_of(uplink),
            fmt::format("nothing answers through uplink {} ({}): {}; its addresses are not used "
                        "until {} probes have succeeded",
                        uplink.name, uplink.interface, probed.health.problem, uplink.probe->up_after));
    else
        narrator_.recovered(part_of(uplink),
                            fmt::format("uplink {} ({}) answers again", uplink.name, uplink.interface));
    on_change_();
}

std::vector<std::string> Probes::unanswered() const {
    std::vector<std::string> list;
    for (const Probed& probed : probed_)
        if (probed.health.down) list.push_back(probed.uplink->interface);
    return list;
}

const Health* Probes::of(std::string_view interface) const {
    const auto found = std::find_if(probed_.begin(), probed_.end(), [&](const Probed& probed) {
        return probed.uplink->interface == interface;
    });
    return found == probed_.end() ? nullptr : &found->health;
}

} // namespace ddns
