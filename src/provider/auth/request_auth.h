// SPDX-License-Identifier: MIT
#pragma once

#include "http/transport.h"
#include "loop/timers.h"
#include "provider/auth/auth_sources.h"
#include "provider/auth/signing.h"
#include "provider/bound_account.h"
#include "util/operation.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace ddns {

/// Proves for one account who sends its requests: signs them, and keeps the token of schemes that have one.
/// Knows the difference between this machine's clock and the provider's. Owned by the session; must outlive
/// the operations it gave out.
class RequestAuth {
public:
    RequestAuth(BoundAccount& bound, HttpTransport& transport, Timers& timers, MakeNonce nonce);

    /// Whether requests can be written now. When not, `prepare` gets the token that they need.
    [[nodiscard]] bool ready() const;

    using OnReady = std::function<void(Result<void>)>;
    /// Asks for the token; one at a time. After an error nothing is kept and `ready` is as before.
    [[nodiscard]] std::unique_ptr<Operation> prepare(OnReady on_ready);

    /// What a request was proven with.
    struct Proof {
        WallTime time{};    ///< in its signature
        Duration ahead{};   ///< what was added to this machine's time for it
        unsigned token = 0; ///< the how-manieth
    };
    /// Signs a request that is about to leave.
    Proof prove(HttpRequest& request);

    /// To be called with every reply. True when it refused the proof and the same request, written anew, may
    /// fare better: with the provider's time, or with another token (then `ready` is false until there is
    /// one). Whoever asks sends it again once at most.
    bool try_again(const Proof& proof, const Call& call, const HttpReply& reply);

    /// What the user should know of the clock; told once.
    [[nodiscard]] std::string take_note();

private:
    class Login;
    [[nodiscard]] Proof proof() const { return {timers_.wall_clock() + ahead_, ahead_, token_}; }
    [[nodiscard]] bool refused(const Call& call, const HttpReply& reply) const;
    bool correct_clock(const HttpReply& reply, const Proof& proof, std::string_view host);

    BoundAccount& bound_;
    HttpTransport& transport_;
    Timers& timers_;
    MakeNonce nonce_;
    std::string host_; ///< of the last request that was signed
    Duration ahead_{}; ///< of the provider's clock
    std::string note_;
    unsigned token_ = 0;             ///< the how-manieth is held
    std::optional<Instant> expires_; ///< when the token that is held is not used any more
    bool held_ = false;
    bool renewed_ = false; ///< because a reply refused the one before, and not accepted since
};

} // namespace ddns
