// SPDX-License-Identifier: MIT
#pragma once

#include "http/transport.h"
#include "loop/timers.h"
#include "provider/auth/request_auth.h"
#include "provider/bound_account.h"

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace ddns {

/// Lets at most so many requests of an account be on their way, in the order in which they were asked for.
/// A request is written only when its turn comes, so a long queue costs little memory. None is written before
/// there is a token where one is needed; all wait for the same one. A request whose proof was refused is
/// written and sent a second time where that may help.
///
/// Once a reply says that there were too many requests, none leaves before its wait is over: those whose turn
/// would come fail with the same words, unless the wait is so short that they had better stay, the refused
/// one with them, which is sent again. Once a reply refuses the account itself (`auth`, `abuse`), nothing
/// leaves any more: another configuration brings another gate. Must outlive the operations it gave out.
class RequestGate {
public:
    using Make = std::function<Result<HttpRequest>()>;
    /// `sent` is when the request was handed over, also when there is no reply; Instant{} when it never was,
    /// because there was no token for it or it was too early.
    using OnReply = std::function<void(Result<HttpReply>, Instant sent)>;

    RequestGate(BoundAccount& bound, HttpTransport& transport, Timers& timers, RequestAuth& auth)
        : bound_(bound), transport_(transport), timers_(timers), auth_(auth), parallel_(bound.parallel()) {}

    /// `make` writes a request of `call`; it may be asked twice.
    [[nodiscard]] std::unique_ptr<Operation> ask(const Call& call, Make make, OnReply on_reply);

    [[nodiscard]] unsigned in_flight() const { return in_flight_; }
    /// HttpReply::way of the last reply; "" when there was none, and the error tells.
    [[nodiscard]] const std::string& way() const { return way_; }

private:
    class Ticket;
    struct Pause {
        Instant until;
        bool brief = false; ///< the requests stay
        Error error;        ///< `rate`; of those that do not
    };
    void pump();
    void on_prepared(const Result<void>& result);
    void refuse_all(const Error& error);
    bool heed(const Call& call, const HttpReply& reply);
    bool pause(Error error);
    [[nodiscard]] bool paused();

    BoundAccount& bound_;
    HttpTransport& transport_;
    Timers& timers_;
    RequestAuth& auth_;
    unsigned parallel_;
    unsigned in_flight_ = 0;
    bool pumping_ = false;
    std::string way_;
    std::deque<Ticket*> waiting_;
    std::unique_ptr<Operation> preparing_;
    std::optional<Pause> pause_;
    std::optional<Error> stopped_;     ///< `auth` or `abuse`
    std::unique_ptr<Operation> alarm_; ///< at the end of a brief pause
};

} // namespace ddns
