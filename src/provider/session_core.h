// SPDX-License-Identifier: MIT
#pragma once

#include "loop/timers.h"
#include "provider/bound_account.h"
#include "provider/record_cache.h"
#include "provider/reply_rules.h"
#include "provider/request_gate.h"
#include "provider/session.h"
#include "provider/zone_finder.h"

#include <memory>
#include <vector>

namespace ddns {

/// What the submissions of an account share. Owned by the session and by every submission.
struct SessionCore {
    SessionCore(const ProviderDefinition& definition, const Account& account, HttpTransport& transport,
                Timers& clock, const AuthSources& sources)
        : bound(definition, account, sources.read_key), timers(clock),
          auth(bound, transport, clock, sources.nonce), gate(bound, transport, clock, auth),
          zones(bound, gate) {}

    BoundAccount bound;
    Timers& timers;
    RequestAuth auth;
    RequestGate gate;
    ZoneFinder zones;
    RecordCache records;
};

/// Collects outcomes while an event is worked on and hands them over at its end, when whoever receives them
/// may destroy everything.
class OutcomeSink {
public:
    OutcomeSink(Timers& timers, AccountSession::OnOutcome on_outcome)
        : timers_(timers), on_outcome_(std::move(on_outcome)) {}

    /// The end of a change, and of the one that was merged with it.
    void add(Outcome outcome, const Change& change);
    /// Must be the last thing that an event does.
    void flush();
    /// The same, in a later turn.
    void flush_later();

private:
    Timers& timers_;
    AccountSession::OnOutcome on_outcome_;
    std::vector<Outcome> waiting_;
    std::unique_ptr<Operation> later_;
    std::shared_ptr<char> alive_ = std::make_shared<char>();
};

/// What became of a change that failed, as `Outcome::error` has it: the provider's own words and what to do.
Error explain(const BoundAccount& bound, const Verdict& verdict, const ReplyView& view);
/// The same for a write whose answer did not arrive; `sent` when it may have reached the provider.
Error explain_lost(const Error& error, bool sent);

/// All values that a write of the whole name carries: where the types go together those of both families, A
/// first.
std::vector<IpAddress> wanted_values(const BoundAccount& bound, const Change& change);

/// The zone of a change where the provider is not asked for zones: the record's option, else its name's last
/// labels; "" where the provider has no zones. Errors: `config`.
Result<std::string> given_zone(const BoundAccount& bound, const Change& change);

/// A scope with what concerns the record; keeps the texts that the scope views. Not movable.
struct RecordScope {
    /// `values` are those to be written: {ip} is the first of them.
    RecordScope(const BoundAccount& bound, const Change& change, std::span<const IpAddress> values,
                std::string_view zone_name);
    RecordScope(const RecordScope&) = delete;
    RecordScope& operator=(const RecordScope&) = delete;

    void set_zone(const Zone& zone);
    /// {record_id} and {old}; what the record holds stands for a TTL and settings that the user did not give,
    /// in a PATCH only where the file has a `|text` for them.
    void set_held(const HeldRecord& held);

    const BoundAccount& bound;
    std::optional<std::string> name;
    std::vector<std::string> ips;
    std::optional<std::string> ttl;
    std::map<std::string, std::string> options;
    std::map<std::string, std::string> held_texts;
    Bindings scope;
};

} // namespace ddns
