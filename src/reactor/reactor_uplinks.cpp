// SPDX-License-Identifier: MIT
// What the reactor tells about the ways out, and about the way of each value.
#include "reactor/reactor.h"

#include <algorithm>

namespace ddns {

namespace {

double seconds_since(Instant when, Instant now) {
    return std::chrono::duration<double>(std::max(Duration::zero(), now - when)).count();
}

/// Why the kernel says that an uplink is down; "" when it does not.
std::string_view kernel_says(const Snapshot& snapshot, const Interface* interface) {
    if (!interface) return "there is no such interface";
    if (!interface->up) return "the interface is down";
    if (!interface->carrier) return "the interface has no carrier";
    return leads_out(snapshot, interface->name) ? "" : "it has no default route";
}

Json probe_json(const Health& health, Instant now) {
    Json out;
    out.set("state", !health.asked ? "unknown" : health.down ? "down" : "up");
    out.set("failures", static_cast<std::int64_t>(health.failures));
    out.set("successes", static_cast<std::int64_t>(health.successes));
    if (health.asked) out.set("seconds_ago", seconds_since(*health.asked, now));
    if (health.latency > Duration::zero())
        out.set("latency_ms", std::chrono::duration<double, std::milli>(health.latency).count());
    if (!health.problem.empty()) out.set("problem", health.problem);
    return out;
}

} // namespace

/// The named ones as configured, then those that were found: interfaces that own a default route in any
/// table.
Json Reactor::describe_uplinks(Instant now) const {
    Json out{Json::Array{}};
    for (const Uplink& uplink : config_->uplinks)
        out.push_back(describe_uplink(uplink.name, uplink.interface, now));
    for (const Interface& interface : snapshot_.interfaces) {
        const bool named = std::any_of(config_->uplinks.begin(), config_->uplinks.end(),
                                       [&](const Uplink& u) { return u.interface == interface.name; });
        if (!named && leads_out(snapshot_, interface.name))
            out.push_back(describe_uplink(interface.name, interface.name, now));
    }
    return out;
}

Json Reactor::describe_uplink(const std::string& name, const std::string& interface, Instant now) const {
    Json out;
    out.set("name", name);
    out.set("interface", interface);
    const Health* health = probes_.of(interface);
    const std::string_view down = kernel_says(snapshot_, snapshot_.find_interface(interface));
    const bool unanswered = health && health->down;
    out.set("state", !down.empty() ? "down" : unanswered ? "unanswered" : "up");
    if (!down.empty() || unanswered) out.set("why", down.empty() ? health->problem : std::string(down));
    for (const Family family : {Family::v4, Family::v6}) {
        Json one;
        one.set("up", leads_out(snapshot_, interface, family));
        Json addresses{Json::Array{}};
        for (const Candidate& candidate : candidates_.of(family))
            if (candidate.interface == interface && candidate.address_class != AddressClass::link_local)
                addresses.push_back(candidate.address.to_string());
        one.set("addresses", std::move(addresses));
        for (const Detected& seen : detection_.results())
            if (seen.family == family && seen.interface == interface && seen.address)
                one.set("outside", seen.address->to_string());
        out.set(std::string(to_string(family)), std::move(one));
    }
    if (health) out.set("probe", probe_json(*health, now));
    return out;
}

/// For each value that is published or on hold where it came from, and for each address that the record may
/// not have, by which rule.
void Reactor::add_reasons(Json& out, std::size_t index) const {
    const Record& record = config_->records[index];
    const RecordMemory& memory = memory_.records[index];
    Json values{Json::Array{}}, refused{Json::Array{}};
    for (const IpAddress& value : published_[index].values) {
        const auto found = memory.origins.find(value);
        const std::optional<Origin> origin =
            found != memory.origins.end() ? std::optional(found->second) : memory.origin;
        Json one;
        one.set("value", value.to_string());
        if (origin) {
            one.set("interface", origin->interface);
            for (const Uplink& uplink : config_->uplinks)
                if (uplink.interface == origin->interface) one.set("uplink", uplink.name);
            const std::string_view inside = record.policy.hosts.empty() ? "interface" : "prefix";
            one.set("method", origin->detected ? "detect" : inside);
            one.set("failover", origin->by_failover);
        }
        values.push_back(std::move(one));
    }
    for (const Candidate& candidate : candidates_.of(family_of(record.type))) {
        const auto why = refusal(candidate, record.policy);
        if (!why) continue;
        Json one;
        one.set("address", candidate.address.to_string());
        one.set("interface", candidate.interface);
        one.set("rule", *why);
        refused.push_back(std::move(one));
    }
    if (!ways_[index].empty()) out.set("sent", ways_[index]);
    out.set("values", std::move(values));
    out.set("refused", std::move(refused));
}

} // namespace ddns
