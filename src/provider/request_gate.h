// SPDX-License-Identifier: MIT
#pragma once

#include "http/transport.h"
#include "loop/timers.h"

#include <deque>
#include <functional>
#include <memory>

namespace ddns {

/// Lets at most so many requests of an account be on their way, in the order in which they were asked for.
/// A request is written only when its turn comes, so a long queue costs little memory. Must outlive the
/// operations it gave out.
class RequestGate {
public:
    using Make = std::function<Result<HttpRequest>()>;
    /// `sent` is when the request was handed over, also when there is no reply.
    using OnReply = std::function<void(Result<HttpReply>, Instant sent)>;

    RequestGate(HttpTransport& transport, Timers& timers, unsigned parallel)
        : transport_(transport), timers_(timers), parallel_(parallel) {}

    [[nodiscard]] std::unique_ptr<Operation> ask(Make make, OnReply on_reply);

    [[nodiscard]] unsigned in_flight() const { return in_flight_; }

private:
    class Ticket;
    void pump();

    HttpTransport& transport_;
    Timers& timers_;
    unsigned parallel_;
    unsigned in_flight_ = 0;
    bool pumping_ = false;
    std::deque<Ticket*> waiting_;
};

} // namespace ddns
