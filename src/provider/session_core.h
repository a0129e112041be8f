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
                Timers& clock)
        : bound(definition, account), timers(clock), gate(transport, clock, bound.parallel()),
          zones(bound, gate) {}

    BoundAccount bound;
    Timers& timers;
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

    void add(Outcome outcome) { waiting_.push_back(std::move(outcome)); }
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

/// One sentence about a change that failed: what, which record and account, the provider's own words, what to
/// do.
Error explain(const BoundAccount& bound, const Change& change, const Verdict& verdict, const ReplyView& view);
/// A write whose answer did not arrive.
Error explain_lost(const BoundAccount& bound, const Change& change, const Error& error);
/// A look-up that failed for another reason than the provider's answer.
Error explain_look_up(const BoundAccount& bound, const Change& change, const Error& error);

/// "A home.example.com at cf".
std::string describe(const BoundAccount& bound, const Change& change);

/// A scope with what concerns the record; keeps the texts that the scope views. Not movable.
struct RecordScope {
    RecordScope(const BoundAccount& bound, const Change& change, const IpAddress& address,
                std::string_view zone_name);
    RecordScope(const RecordScope&) = delete;
    RecordScope& operator=(const RecordScope&) = delete;
    std::optional<std::string> name;
    std::string ip;
    std::optional<std::string> ttl;
    Bindings scope;
};

} // namespace ddns
