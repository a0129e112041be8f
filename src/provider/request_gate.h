// SPDX-License-Identifier: MIT
#pragma once

#include "http/transport.h"
#include "loop/timers.h"
#include "provider/auth/request_auth.h"

#include <deque>
#include <functional>
#include <memory>

namespace ddns {

/// Lets at most so many requests of an account be on their way, in the order in which they were asked for.
/// A request is written only when its turn comes, so a long queue costs little memory. None is written before
/// there is a token where one is needed; all wait for the same one. A request whose proof was refused is
/// written and sent a second time where that may help. Must outlive the operations it gave out.
class RequestGate {
public:
    using Make = std::function<Result<HttpRequest>()>;
    /// `sent` is when the request was handed over, also when there is no reply; Instant{} when it never was,
    /// because there was no token for it.
    using OnReply = std::function<void(Result<HttpReply>, Instant sent)>;

    RequestGate(HttpTransport& transport, Timers& timers, RequestAuth& auth, unsigned parallel)
        : transport_(transport), timers_(timers), auth_(auth), parallel_(parallel) {}

    /// `make` writes a request of `call`; it may be asked twice.
    [[nodiscard]] std::unique_ptr<Operation> ask(const Call& call, Make make, OnReply on_reply);

    [[nodiscard]] unsigned in_flight() const { return in_flight_; }

private:
    class Ticket;
    void pump();
    void on_prepared(const Result<void>& result);

    HttpTransport& transport_;
    Timers& timers_;
    RequestAuth& auth_;
    unsigned parallel_;
    unsigned in_flight_ = 0;
    bool pumping_ = false;
    std::deque<Ticket*> waiting_;
    std::unique_ptr<Operation> preparing_;
};

} // namespace ddns
