// SPDX-License-Identifier: MIT
#include "provider/request_gate.h"

#include <algorithm>

namespace ddns {

class RequestGate::Ticket final : public Operation {
public:
    Ticket(RequestGate& gate, const Call& call, Make make, OnReply on_reply)
        : gate_(gate), call_(call), make_(std::move(make)), on_reply_(std::move(on_reply)) {}

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
        if (!request) return fail_later(request.error());
        proof_ = gate_.auth_.prove(*request);
        running_ = gate_.transport_.start(std::move(*request),
                                          [this](Result<HttpReply> reply) { on_reply(std::move(reply)); });
    }

    /// Its turn will not come.
    void refuse(const Error& error) {
        state_ = State::running;
        ++gate_.in_flight_;
        sent_ = Instant{};
        fail_later(error);
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

    void fail_later(const Error& error) {
        running_ =
            gate_.timers_.after(Duration::zero(), [this, error] { done(tl::unexpected(Error(error))); });
    }

    void on_reply(Result<HttpReply> reply) {
        if (!reply || !gate_.auth_.try_again(proof_, call_, *reply) || again_) return done(std::move(reply));
        again_ = true;
        state_ = State::waiting;
        gate_.waiting_.push_front(this);
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
    const Call& call_;
    Make make_;
    OnReply on_reply_;
    RequestAuth::Proof proof_;
    bool again_ = false; ///< it was written a second time
    std::unique_ptr<Operation> running_;
    Instant sent_{};
    State state_ = State::waiting;
    friend class RequestGate;
};

std::unique_ptr<Operation> RequestGate::ask(const Call& call, Make make, OnReply on_reply) {
    auto ticket = std::make_unique<Ticket>(*this, call, std::move(make), std::move(on_reply));
    waiting_.push_back(ticket.get());
    pump();
    return ticket;
}

void RequestGate::pump() {
    if (pumping_) return;
    pumping_ = true;
    while (in_flight_ < parallel_ && !waiting_.empty() && !preparing_) {
        if (!auth_.ready()) {
            preparing_ = auth_.prepare([this](const Result<void>& result) { on_prepared(result); });
            break;
        }
        Ticket* next = waiting_.front();
        waiting_.pop_front();
        next->go();
    }
    pumping_ = false;
}

void RequestGate::on_prepared(const Result<void>& result) {
    const auto over = std::move(preparing_);
    if (result) return pump();
    // Told later, each from a turn of its own: what hears of it may give up all the others.
    for (Ticket* ticket : std::exchange(waiting_, {})) ticket->refuse(result.error());
}

} // namespace ddns
