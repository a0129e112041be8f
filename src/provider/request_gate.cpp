// SPDX-License-Identifier: MIT
#include "provider/request_gate.h"

#include <algorithm>

namespace ddns {

class RequestGate::Ticket final : public Operation {
public:
    Ticket(RequestGate& gate, Make make, OnReply on_reply)
        : gate_(gate), make_(std::move(make)), on_reply_(std::move(on_reply)) {}

    ~Ticket() override {
        running_.reset();
        if (state_ == State::waiting) withdraw();
        if (state_ == State::running) leave();
    }

    /// Its turn has come.
    void go() {
        state_ = State::running;
        ++gate_.in_flight_;
        sent_ = gate_.timers_.now();
        auto request = make_();
        make_ = nullptr;
        if (request) {
            running_ = gate_.transport_.start(std::move(*request),
                                              [this](Result<HttpReply> reply) { done(std::move(reply)); });
            return;
        }
        running_ = gate_.timers_.after(
            Duration::zero(), [this, error = request.error()] { done(tl::unexpected(Error(error))); });
    }

private:
    enum class State : std::uint8_t { waiting, running, done };

    void withdraw() {
        // A whole queue is given up from its end.
        if (gate_.waiting_.back() == this)
            gate_.waiting_.pop_back();
        else
            std::erase(gate_.waiting_, this);
    }

    void leave() {
        state_ = State::done;
        --gate_.in_flight_;
        gate_.pump();
    }

    void done(Result<HttpReply> reply) {
        const OnReply callback = std::move(on_reply_);
        const Instant sent = reply && reply->sent != Instant{} ? reply->sent : sent_;
        leave();
        callback(std::move(reply), sent); // may destroy this ticket
    }

    RequestGate& gate_;
    Make make_;
    OnReply on_reply_;
    std::unique_ptr<Operation> running_;
    Instant sent_{};
    State state_ = State::waiting;
    friend class RequestGate;
};

std::unique_ptr<Operation> RequestGate::ask(Make make, OnReply on_reply) {
    auto ticket = std::make_unique<Ticket>(*this, std::move(make), std::move(on_reply));
    waiting_.push_back(ticket.get());
    pump();
    return ticket;
}

void RequestGate::pump() {
    if (pumping_) return;
    pumping_ = true;
    while (in_flight_ < parallel_ && !waiting_.empty()) {
        Ticket* next = waiting_.front();
        waiting_.pop_front();
        next->go();
    }
    pumping_ = false;
}

} // namespace ddns
