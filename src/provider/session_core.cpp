// SPDX-License-Identifier: MIT
#include "provider/session_core.h"

#include "provider/reply_sentence.h"
#include "provider/zone_option.h"

namespace ddns {

void OutcomeSink::add(Outcome outcome, const Change& change) {
    waiting_.push_back(std::move(outcome));
    if (!change.other_record) return;
    Outcome twin = waiting_.back();
    twin.record = *change.other_record;
    twin.values = change.other;
    waiting_.push_back(std::move(twin));
}

void OutcomeSink::flush() {
    if (waiting_.empty()) return;
    std::vector<Outcome> outcomes;
    outcomes.swap(waiting_);
    const auto callback = on_outcome_;
    const std::weak_ptr<char> alive = alive_;
    for (Outcome& outcome : outcomes) {
        callback(std::move(outcome));
        if (alive.expired()) return;
    }
}

void OutcomeSink::flush_later() {
    if (!waiting_.empty()) later_ = timers_.after(Duration::zero(), [this] { flush(); });
}

Error explain(const BoundAccount& bound, const Verdict& verdict, const ReplyView& view) {
    return {verdict.means.error, tell(bound, verdict, view), verdict.wait};
}

Error explain_lost(const Error& error, bool sent) {
    if (error.kind == ErrorKind::config || !sent) return error;
    return {error.kind, "could not confirm the update: " + error.what, error.retry_after};
}

std::vector<IpAddress> wanted_values(const BoundAccount& bound, const Change& change) {
    if (!bound.definition().types.together || change.other.empty()) return change.values;
    std::vector<IpAddress> all = change.values;
    all.insert(change.type == RecordType::A ? all.end() : all.begin(), change.other.begin(),
               change.other.end());
    return all;
}

Result<std::string> given_zone(const BoundAccount& bound, const Change& change) {
    if (!bound.definition().zone_by_option) return std::string();
    if (const auto given = change.options.find("zone"); given != change.options.end()) return given->second;
    if (const auto guessed = guessed_zone(change.name)) return std::string(*guessed);
    return fail(ErrorKind::config, "which zone holds the name cannot be told; give the record \"zone: …\"");
}

RecordScope::RecordScope(const BoundAccount& account, const Change& change, std::span<const IpAddress> values,
                         std::string_view zone_name)
    : bound(account), name(account.write_name(change.name, zone_name)), ttl(account.ttl_text(change)),
      options(change.options), scope(account.scope()) {
    const TypeForm& types = bound.definition().types;
    for (const IpAddress& value : values) ips.push_back(value.to_string());
    scope.options = &options;
    scope.ips = ips;
    if (name) scope.names = std::span<const std::string>(&*name, 1);
    scope.set(Var::fqdn, change.name).set(Var::type, types.code(change.type), types.numbers);
    scope.set(Var::zone_name, zone_name);
    if (!ips.empty()) scope.set(Var::ip, ips.front());
    for (std::size_t i = values.size(); i-- > 0;)
        scope.set(values[i].family() == Family::v4 ? Var::ip4 : Var::ip6, ips[i]);
    if (ttl) scope.set(Var::ttl, *ttl);
}

void RecordScope::set_zone(const Zone& zone) { scope.set(Var::zone, zone.id, zone.numeric_id); }

void RecordScope::set_held(const HeldRecord& held) {
    if (!held.id.empty()) scope.set(Var::id, held.id, held.numeric_id);
    if (!held.value.empty()) scope.set(Var::old, held.value);
    const auto& definition = bound.definition();
    if (!ttl && held.ttl && !definition.no_ttl) held_texts.emplace("ttl", std::to_string(*held.ttl));
    std::size_t next = 0;
    for (const SettingTraits& trait : definition.settings) {
        if (!trait.record || !definition.list || !definition.list->pointer(trait.name)) continue;
        if (next < held.options.size() && !held.options[next].empty())
            held_texts.emplace(trait.name, held.options[next]);
        ++next;
    }
    const auto& write = definition.push ? definition.push : definition.update;
    if (write && write->request.method.text(scope, Position::header) == "PATCH") {
        scope.held = &held_texts; // it keeps what it does not name
        return;
    }
    if (const auto kept = held_texts.extract("ttl")) scope.set(Var::ttl, ttl.emplace(kept.mapped()));
    options.merge(held_texts);
}

} // namespace ddns
