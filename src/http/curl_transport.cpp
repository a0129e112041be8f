// SPDX-License-Identifier: MIT
#include "http/curl_transport.h"

#include "http/curl_exchange.h"
#include "http/curl_multi.h"
#include "http/request_check.h"

#include <curl/curl.h>
#include <unordered_set>

namespace ddns {

namespace {

class CurlTransport;

/// A request from `start` to its callback: first curl has it, then its outcome waits for the next turn.
class Transfer final : public Operation {
public:
    Transfer(CurlTransport& transport, HttpTransport::OnReply on_reply)
        : transport_(&transport), on_reply_(std::move(on_reply)) {}
    ~Transfer() override;

private:
    friend class CurlTransport;

    CurlTransport* transport_; ///< null once that has died
    HttpTransport::OnReply on_reply_;
    std::unique_ptr<CurlExchange> exchange_;
    CurlEasyPtr easy_; ///< null when curl does not have it
    std::optional<Result<HttpReply>> outcome_;
    std::unique_ptr<Operation> delivery_;
};

class CurlTransport final : public HttpTransport {
public:
    CurlTransport(Loop& loop, std::string user_agent)
        : loop_(loop), session_(loop, std::move(user_agent)),
          multi_(loop, [this](CurlEasy* easy, int code) { on_done(easy, code); }) {}
    ~CurlTransport() override;

    std::unique_ptr<Operation> start(HttpRequest request, OnReply on_reply) override;
    void network_changed(const std::vector<IpAddress>& local_addresses) override;

    void forget(Transfer& transfer);

private:
    Result<void> begin(Transfer& transfer, HttpRequest request);
    void on_done(CurlEasy* easy, int code);
    void take_back(Transfer& transfer);
    void deliver_later(Transfer& transfer, Result<HttpReply> outcome);
    void look_up_again(Transfer& transfer);

    // What is used by others comes first, so that it dies last.
    CurlGlobal global_;
    Loop& loop_;
    CurlSession session_;
    EasyPool pool_;
    CurlMulti multi_;
    std::unordered_set<Transfer*> transfers_;
    LocalAddresses local_addresses_;
    Connections::RequestId last_id_ = 0;
};

Transfer::~Transfer() {
    if (transport_) transport_->forget(*this);
}

CurlTransport::~CurlTransport() {
    for (Transfer* transfer : transfers_) {
        if (transfer->easy_) multi_.remove(transfer->easy_.get());
        transfer->easy_.reset();
        transfer->delivery_.reset();
        transfer->transport_ = nullptr;
    }
}

std::unique_ptr<Operation> CurlTransport::start(HttpRequest request, OnReply on_reply) {
    auto transfer = std::make_unique<Transfer>(*this, std::move(on_reply));
    transfers_.insert(transfer.get());
    if (auto begun = begin(*transfer, std::move(request)); !begun)
        deliver_later(*transfer, tl::unexpected<Error>(std::move(begun.error())));
    return transfer;
}

Result<void> CurlTransport::begin(Transfer& transfer, HttpRequest request) {
    if (auto good = check_request(request); !good) return good;
    transfer.exchange_ = std::make_unique<CurlExchange>(session_, std::move(request), ++last_id_);
    CurlEasyPtr easy = pool_.take();
    transfer.exchange_->prepare(easy.get());
    curl_easy_setopt(easy.get(), CURLOPT_PRIVATE, &transfer);
    if (auto added = multi_.add(easy.get()); !added) return added;
    transfer.easy_ = std::move(easy);
    return {};
}

void CurlTransport::on_done(CurlEasy* easy, int code) {
    char* owner = nullptr;
    curl_easy_getinfo(easy, CURLINFO_PRIVATE, &owner);
    auto& transfer = *reinterpret_cast<Transfer*>(owner);
    auto outcome = transfer.exchange_->finish(easy, code);
    take_back(transfer);
    deliver_later(transfer, std::move(outcome));
}

/// After curl has let go of the handle. The exchange must live until the handle has forgotten it.
void CurlTransport::take_back(Transfer& transfer) {
    pool_.give_back(std::move(transfer.easy_));
    transfer.exchange_.reset();
}

/// Callbacks run in a turn of their own: no stack but the loop's is below them, so they may destroy anything.
void CurlTransport::deliver_later(Transfer& transfer, Result<HttpReply> outcome) {
    transfer.outcome_ = std::move(outcome);
    transfer.delivery_ = loop_.after(Duration::zero(), [&transfer] {
        const auto on_reply = std::move(transfer.on_reply_);
        auto result = std::move(*transfer.outcome_);
        on_reply(std::move(result));
    });
}

void CurlTransport::forget(Transfer& transfer) {
    transfers_.erase(&transfer);
    if (!transfer.easy_) return;
    multi_.remove(transfer.easy_.get());
    take_back(transfer);
}

void CurlTransport::network_changed(const std::vector<IpAddress>& local_addresses) {
    LocalAddresses local(local_addresses);
    if (local == local_addresses_) return;
    local_addresses_ = std::move(local);
    session_.look_ups_since = loop_.now();
    for (Transfer* transfer : transfers_) {
        if (!transfer->easy_) continue;
        if (transfer->exchange_->is_lost(local_addresses_)) {
            const Error lost = transfer->exchange_->lost();
            multi_.remove(transfer->easy_.get());
            take_back(*transfer);
            deliver_later(*transfer, tl::unexpected<Error>(lost));
        } else if (!transfer->exchange_->has_socket()) {
            look_up_again(*transfer);
        }
    }
    session_.connections.shut_down_lost(local_addresses_);
}

/// Nothing has been sent yet; the name servers of the old network may never answer.
void CurlTransport::look_up_again(Transfer& transfer) {
    multi_.remove(transfer.easy_.get());
    transfer.exchange_->prepare_again(transfer.easy_.get());
    if (auto added = multi_.add(transfer.easy_.get()); !added) {
        take_back(transfer);
        deliver_later(transfer, tl::unexpected<Error>(std::move(added.error())));
    }
}

} // namespace

std::unique_ptr<HttpTransport> make_curl_transport(Loop& loop, std::string user_agent) {
    return std::make_unique<CurlTransport>(loop, std::move(user_agent));
}

} // namespace ddns
