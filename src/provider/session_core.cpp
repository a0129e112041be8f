// SPDX-License-Identifier: MIT
#include "provider/session_core.h"

#include "util/idn.h"

#include <fmt/format.h>

namespace ddns {

namespace {

struct Sentence {
    std::string_view problem;
    std::string_view advice;
};

Sentence sentence(ErrorKind kind) {
    switch (kind) {
    case ErrorKind::auth:
        return {"refused the credentials", "check the settings of the account"};
    case ErrorKind::abuse:
        return {"has blocked this account or client", "clear it up with the provider before going on"};
    case ErrorKind::rejected:
        return {"does not accept the record",
                "check that the name exists there, belongs to the account and may have this address"};
    case ErrorKind::rate:
        return {"asks to slow down", "it is tried again when the provider allows"};
    case ErrorKind::server:
        return {"reports a fault on its side", "it is tried again later"};
    default:
        return {"gave an answer that is not understood",
                "it is tried again later; check the account's url and whether a login page is in the way"};
    }
}

} // namespace

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

std::string describe(const BoundAccount& bound, const Change& change) {
    return fmt::format("{} {} at {}", to_string(change.type), told_name(change.name), bound.account().name);
}

Error explain(const BoundAccount& bound, const Change& change, const Verdict& verdict,
              const ReplyView& view) {
    const Sentence text = sentence(verdict.means.error);
    const std::string words = bound.quotable(view.words());
    const std::string quoted = words.empty()
                                   ? fmt::format(" (status {}, no text)", view.reply().status)
                                   : fmt::format(" (status {}: \"{}\")", view.reply().status, words);
    return {verdict.means.error,
            fmt::format("{}: {} {}{}; {}", describe(bound, change), bound.definition().info.title,
                        text.problem, quoted, text.advice),
            verdict.wait};
}

Error explain_lost(const BoundAccount& bound, const Change& change, const Error& error) {
    if (error.kind == ErrorKind::config) return {error.kind, describe(bound, change) + ": " + error.what, {}};
    return {error.kind,
            fmt::format("{}: could not confirm the update: {}", describe(bound, change), error.what),
            error.retry_after};
}

Error explain_look_up(const BoundAccount& bound, const Change& change, const Error& error) {
    return {error.kind, fmt::format("{}: {}", describe(bound, change), error.what), error.retry_after};
}

RecordScope::RecordScope(const BoundAccount& bound, const Change& change, const IpAddress& address,
                         std::string_view zone_name)
    : name(bound.write_name(change.name, zone_name)), ip(address.to_string()), ttl(bound.ttl_text(change)),
      scope(bound.scope()) {
    scope.options = &change.options;
    const TypeForm& types = bound.definition().types;
    if (name) scope.names = std::span<const std::string>(&*name, 1);
    scope.set(Var::fqdn, change.name).set(Var::type, types.code(change.type), types.numbers).set(Var::ip, ip);
    scope.set(change.type == RecordType::A ? Var::ip4 : Var::ip6, ip).set(Var::zone_name, zone_name);
    if (ttl) scope.set(Var::ttl, *ttl);
}

} // namespace ddns
