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

/// By whom the outside address was confirmed, and when.
Json confirmation(const Detected& seen, Instant now) {
    Json out;
    Json agreed{Json::Array{}};
    for (const std::string& party : seen.agreed) agreed.push_back(party);
    out.set("method", to_string(seen.method));
    out.set("agreed", std::move(agreed));
    if (seen.confirmed) out.set("seconds_ago", seconds_since(*seen.confirmed, now));
    out.set("latency_ms", std::chrono::duration<double, std::milli>(seen.latency).count());
    return out;
}

void add_heard(Json& out, const std::vector<std::string>& ways) {
    if (ways.empty()) return;
    Json heard{Json::Array{}};
    for (const std::string& way : ways) heard.push_back(way);
    out.set("hears", std::move(heard));
}

/// What parties said at the last look without being believed, and by which rule.
void add_disbelieved(Json& refused, const Detected& seen) {
    for (const Statement& statement : seen.said) {
        if (statement.address && statement.address == seen.address) continue;
        Json one;
        one.set("party", statement.party);
        one.set("method", to_string(statement.method));
        one.set("interface", seen.interface);
        if (statement.address) one.set("address", statement.address->to_string());
        one.set("rule", statement.address ? std::string("too few others say the same") : statement.refused);
        refused.push_back(std::move(one));
    }
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
            if (seen.family == family && seen.interface == interface && seen.address) {
                one.set("outside", seen.address->to_string());
                one.set("confirmed", confirmation(seen, now));
            }
        if (family == Family::v4) add_heard(one, detection_.hears(interface));
        out.set(std::string(to_string(family)), std::move(one));
    }
    if (health) out.set("probe", probe_json(*health, now));
    return out;
}

/// For each value that is published where it came from, and for each address that the record may not have, by
/// which rule.
void Reactor::add_reasons(Json& out, std::size_t index, Instant now) const {
    Json values{Json::Array{}};
    for (const IpAddress& value : published_[index].values)
        values.push_back(describe_value(index, value, now));
    if (!taken_[index].empty()) out.set("sent", taken_[index]);
    out.set("values", std::move(values));
    out.set("refused", refused_addresses(config_->records[index]));
}

Json Reactor::describe_value(std::size_t index, const IpAddress& value, Instant now) const {
    const Record& record = config_->records[index];
    const RecordMemory& memory = memory_.records[index];
    const auto found = memory.origins.find(value);
    const std::optional<Origin> origin =
        found != memory.origins.end() ? std::optional(found->second) : memory.origin;
    Json out;
    out.set("value", value.to_string());
    if (!origin) return out;
    out.set("interface", origin->interface);
    for (const Uplink& uplink : config_->uplinks)
        if (uplink.interface == origin->interface) out.set("uplink", uplink.name);
    const std::string_view inside = record.policy.hosts.empty() ? "interface" : "prefix";
    out.set("method", origin->detected ? "detect" : inside);
    out.set("failover", origin->by_failover);
    for (const Detected& seen : detection_.results())
        if (origin->detected && seen.interface == origin->interface && seen.address == value)
            out.set("confirmed", confirmation(seen, now));
    return out;
}

Json Reactor::refused_addresses(const Record& record) const {
    Json out{Json::Array{}};
    const Family family = family_of(record.type);
    for (const Candidate& candidate : candidates_.of(family)) {
        const auto why = refusal(candidate, record.policy);
        if (!why) continue;
        Json one;
        one.set("address", candidate.address.to_string());
        one.set("interface", candidate.interface);
        one.set("rule", *why);
        out.push_back(std::move(one));
    }
    if (record.source == AddressSource::interface || !record.policy.hosts.empty()) return out;
    for (const Detected& seen : detection_.results())
        if (seen.family == family) add_disbelieved(out, seen);
    return out;
}

} // namespace ddns
