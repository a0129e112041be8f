// SPDX-License-Identifier: MIT
#include "provider/auth/request_auth.h"

#include "http/url_text.h"
#include "provider/auth/clock_skew.h"
#include "provider/auth/token_exchange.h"
#include "provider/reply_rules.h"

#include <algorithm>

namespace ddns {

namespace {

/// A reply that refuses credentials is short; a zone's records need not be parsed twice for it.
constexpr std::size_t longest_refusal = 64u << 10;

/// A token is given up a little before its end, so that it does not end on its way.
Duration useful(Duration lifetime) {
    const Duration margin =
        std::clamp<Duration>(lifetime / 10, std::chrono::seconds(5), std::chrono::minutes(5));
    return std::max(lifetime - margin, Duration::zero());
}

} // namespace

/// One request for a token, and a second one with the provider's time where the first was refused for that.
class RequestAuth::Login final : public Operation {
public:
    Login(RequestAuth& auth, OnReady on_ready) : auth_(auth), on_ready_(std::move(on_ready)) { ask(); }

private:
    void ask() {
        proof_ = auth_.proof();
        auto request = token_request(auth_.bound_, {proof_.time, auth_.nonce_()});
        if (!request) {
            running_ = auth_.timers_.after(
                Duration::zero(), [this, error = request.error()] { finish(tl::unexpected(error)); });
            return;
        }
        host_ = host_of(request->url.reveal());
        running_ = auth_.transport_.start(std::move(*request),
                                          [this](Result<HttpReply> reply) { on_reply(std::move(reply)); });
    }

    void on_reply(Result<HttpReply> reply) {
        if (!reply) {
            Error error = reply.error();
            error.what = "could not log in: " + error.what;
            return finish(tl::unexpected(std::move(error)));
        }
        auto read = read_token_reply(auth_.bound_, *reply);
        if (!read) {
            const bool timed = auth_.bound_.definition().auth.scheme == AuthSpec::Scheme::google;
            const bool clock =
                timed && read.error().kind == ErrorKind::auth && auth_.correct_clock(*reply, proof_, host_);
            if (clock && !again_) {
                again_ = true;
                return ask();
            }
            return finish(tl::unexpected(read.error()));
        }
        auth_.bound_.hold(std::move(read->tokens));
        auth_.held_ = true;
        ++auth_.token_;
        auth_.expires_.reset();
        if (read->lifetime) auth_.expires_ = reply->sent + useful(*read->lifetime);
        finish({});
    }

    void finish(Result<void> result) {
        const OnReady callback = std::move(on_ready_);
        callback(std::move(result)); // may destroy this
    }

    RequestAuth& auth_;
    OnReady on_ready_;
    Proof proof_;
    std::string host_;
    bool again_ = false;
    std::unique_ptr<Operation> running_;
};

RequestAuth::RequestAuth(BoundAccount& bound, HttpTransport& transport, Timers& timers, MakeNonce nonce)
    : bound_(bound), transport_(transport), timers_(timers), nonce_(std::move(nonce)) {}

bool RequestAuth::ready() const {
    // A request of an account that has a problem is not sent at all.
    if (!needs_token(bound_.definition().auth.scheme) || bound_.problem()) return true;
    return held_ && (!expires_ || timers_.now() < *expires_);
}

std::unique_ptr<Operation> RequestAuth::prepare(OnReady on_ready) {
    held_ = false;
    bound_.hold({});
    return std::make_unique<Login>(*this, std::move(on_ready));
}

RequestAuth::Proof RequestAuth::prove(HttpRequest& request) {
    const AuthSpec& auth = bound_.definition().auth;
    const Proof proof = this->proof();
    if (!signs(auth.scheme)) return proof;
    host_ = host_of(request.url.reveal());
    apply(sign(auth.scheme, bound_.credentials().arguments, parts_of(request), {proof.time, nonce_()}),
          request);
    return proof;
}

bool RequestAuth::refused(const Call& call, const HttpReply& reply) const {
    if (reply.body.size() > longest_refusal) return false;
    const ReplyView view(reply);
    const Verdict verdict =
        judge(call.replies, bound_.definition().replies, view, view.body(), bound_.scope());
    return verdict.means.kind == Meaning::Kind::failed && verdict.means.error == ErrorKind::auth;
}

bool RequestAuth::try_again(const Proof& proof, const Call& call, const HttpReply& reply) {
    const AuthSpec::Scheme scheme = bound_.definition().auth.scheme;
    const bool token = needs_token(scheme);
    if (!token && !signs(scheme)) return false;
    if (!refused(call, reply)) {
        if (token && proof.token == token_) renewed_ = false;
        return false;
    }
    if (!token) return correct_clock(reply, proof, host_);
    // Another request's refusal has led to a new token, or is about to.
    if (proof.token != token_ || !held_) return true;
    if (renewed_) return false;
    renewed_ = true;
    held_ = false;
    return true;
}

bool RequestAuth::correct_clock(const HttpReply& reply, const Proof& proof, std::string_view host) {
    const auto ahead = skew_in(reply, proof.time);
    if (!ahead) return false;
    ahead_ = proof.ahead + *ahead;
    note_ = tell_skew(ahead_, host);
    return true;
}

std::string RequestAuth::take_note() { return std::exchange(note_, {}); }

} // namespace ddns
