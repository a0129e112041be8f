// SPDX-License-Identifier: MIT
#include "provider/request_gate.h"

#include "provider/reply_sentence.h"

#include <algorithm>

namespace ddns {

namespace {

/// A wait up to this is shorter than any way round by the plan, whose first back-off it is.
constexpr Duration brief_wait = std::chrono::seconds(2);
/// How often one request waits so.
constexpr unsigned most_brief_waits = 2;
/// Without a told wait: for what would follow at once. The plan knows how long to wait then.
constexpr Duration untold_wait = std::chrono::seconds(10);
/// A refusal is short; a zone's records need not be parsed twice for it.
constexpr std::size_t longest_refusal = 64u << 10;

} // namespace

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
        if (!reply) return done(std::move(reply));
        const bool anew = gate_.auth_.try_again(proof_, call_, *reply) && !again_;
        const bool soon = !anew && gate_.heed(call_, *reply) && brief_waits_ < most_brief_waits;
        if (!anew && !soon) return done(std::move(reply));
        if (anew) again_ = true;
        if (soon) ++brief_waits_;
        state_ = State::waiting;
        gate_.waiting_.push_front(this);
        --gate_.in_flight_;
        gate_.pump();
    }

    void done(Result<HttpReply> reply) {
        const OnReply callback = std::move(on_reply_);
        gate_.way_ = reply ? reply->way : std::string();
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
    unsigned brief_waits_ = 0;
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
    while (in_flight_ < parallel_ && !waiting_.empty() && !preparing_ && !paused()) {
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
    refuse_all(result.error());
}

/// Told later, each from a turn of its own: what hears of it may give up all the others.
void RequestGate::refuse_all(const Error& error) {
    for (Ticket* ticket : std::exchange(waiting_, {})) ticket->refuse(error);
}

/// Obeys a refusal that concerns all that waits. Whether the reply's request is to stay for its wait.
bool RequestGate::heed(const Call& call, const HttpReply& reply) {
    if (reply.body.size() > longest_refusal) return false;
    const ReplyView view(reply);
    const Verdict verdict =
        judge(call.replies, bound_.definition().replies, view, view.body(), bound_.scope());
    if (verdict.means.kind != Meaning::Kind::failed) return false;
    Error error{verdict.means.error, tell(bound_, verdict, view), verdict.wait};
    if (error.kind == ErrorKind::rate) return pause(std::move(error));
    const bool of_account = error.kind == ErrorKind::auth || error.kind == ErrorKind::abuse;
    if (of_account && !stopped_) stopped_ = std::move(error);
    return false;
}

bool RequestGate::pause(Error error) {
    const Instant until = timers_.now() + error.retry_after.value_or(untold_wait);
    if (pause_ && pause_->until >= until) return pause_->brief;
    const bool brief = error.retry_after && *error.retry_after <= brief_wait;
    pause_ = Pause{until, brief, std::move(error)};
    alarm_.reset();
    return brief;
}

/// Whether nothing may leave now; sees to it that what waits does not wait for ever.
bool RequestGate::paused() {
    if (stopped_) {
        refuse_all(*stopped_);
        return true;
    }
    const Instant now = timers_.now();
    if (!pause_ || now >= pause_->until) {
        pause_.reset();
        return false;
    }
    if (pause_->brief) {
        if (!alarm_)
            alarm_ = timers_.after(pause_->until - now, [this] {
                const auto over = std::move(alarm_);
                pause_.reset();
                pump();
            });
        return true;
    }
    Error error = pause_->error;
    if (error.retry_after) error.retry_after = pause_->until - now;
    refuse_all(error);
    return true;
}

} // namespace ddns
