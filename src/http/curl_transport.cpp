// SPDX-License-Identifier: MIT
#include "http/curl_transport.h"

#include "http/curl_exchange.h"
#include "http/curl_multi.h"
#include "http/curl_stream.h"
#include "http/request_check.h"
#include "http/socket.h"
#include "http/url_text.h"
#include "util/text.h"

#include <curl/curl.h>
#include <fmt/format.h>
#include <unordered_set>

namespace ddns {

namespace {

constexpr std::string_view host_characters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
constexpr std::size_t longest_host = 255;

class CurlTransport;

/// A more specific route than a default one leads there.
bool has_route_of_its_own(const Connections::Ends& ends) {
    return ends.peer && is_out_there(*ends.peer) && !takes_default_route(*ends.peer, ends.local);
}

Result<HttpRequest> request_for(const StreamRequest& stream) {
    const auto address = IpAddress::parse(stream.host);
    const bool is_name = !stream.host.empty() && stream.host.size() <= longest_host &&
                         stream.host.find_first_not_of(host_characters) == std::string::npos;
    if (!address && !is_name)
        return fail(ErrorKind::config, fmt::format("\"{}\" is neither a name nor an address; check `{}:`",
                                                   printable(stream.host), stream.address_key));
    const bool brackets = address && address->family() == Family::v6;
    HttpRequest request;
    request.url = Secret(fmt::format("{}://{}{}{}:{}/", stream.tls ? "https" : "http", brackets ? "[" : "",
                                     stream.host, brackets ? "]" : "", stream.port));
    request.label = fmt::format("connection to {} port {}", stream.host, stream.port);
    request.ca = stream.ca;
    request.interface = stream.interface;
    request.address_key = stream.address_key;
    request.timeout = stream.timeout;
    return request;
}

/// A request from `start` to its callback: its name is looked up, then curl has it, then its outcome waits
/// for the next turn.
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
    CurlEasyPtr easy_; ///< null before the beginning and after the end
    std::unique_ptr<Operation> lookup_, lookup_limit_;
    bool in_curl_ = false;
    std::optional<Result<HttpReply>> outcome_;
    std::unique_ptr<Operation> delivery_;
    /// Of a stream, whose handle stays where it is when it is connected; told before that ends.
    CurlStream* stream_ = nullptr;
};

class CurlTransport final : public HttpTransport {
public:
    CurlTransport(Loop& loop, std::string user_agent)
        : loop_(loop), session_(loop, std::move(user_agent)), lookups_(loop),
          multi_(loop, [this](CurlEasy* easy, int code) { on_done(easy, code); }) {}
    ~CurlTransport() override;

    std::unique_ptr<Operation> start(HttpRequest request, OnReply on_reply) override;
    std::unique_ptr<Stream> open(StreamRequest request, StreamEvents events) override;
    void network_changed(const std::vector<IpAddress>& local_addresses) override;
    void use_ways(const Ways& ways) override;

    void forget(Transfer& transfer);

private:
    std::unique_ptr<Transfer> make(Result<HttpRequest> request, OnReply on_reply, CurlStream* stream);
    Result<void> begin(Transfer& transfer, HttpRequest request);
    void on_done(CurlEasy* easy, int code);
    void take_back(Transfer& transfer);
    void deliver_later(Transfer& transfer, Result<HttpReply> outcome);
    void look_up(Transfer& transfer, const LookupKey& key);
    Result<void> run(Transfer& transfer, const std::vector<IpAddress>& addresses);
    Result<void> find_way(Transfer& transfer);
    void begin_again(Transfer& transfer);
    void end(Transfer& transfer, Result<HttpReply> outcome);

    // What is used by others comes first, so that it dies last.
    CurlGlobal global_;
    Loop& loop_;
    CurlSession session_;
    NameLookups lookups_;
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
        take_back(*transfer);
        transfer->lookup_.reset();
        transfer->lookup_limit_.reset();
        transfer->delivery_.reset();
        transfer->transport_ = nullptr;
    }
}

std::unique_ptr<Operation> CurlTransport::start(HttpRequest request, OnReply on_reply) {
    return make(std::move(request), std::move(on_reply), nullptr);
}

std::unique_ptr<Stream> CurlTransport::open(StreamRequest request, StreamEvents events) {
    auto connect = request_for(request);
    const std::string peer = connect ? std::string(authority_of(connect->url.reveal())) : request.host;
    auto stream = std::make_unique<CurlStream>(loop_, printable(peer), std::move(events));
    CurlStream* self = stream.get();
    auto transfer = make(std::move(connect), {}, self);
    transfer->on_reply_ = [self, connection = transfer.get()](Result<HttpReply> made) {
        if (made)
            self->connected(connection->easy_.get(), std::move(made->way));
        else
            self->end(std::move(made.error()));
    };
    stream->hold(std::move(transfer));
    return stream;
}

std::unique_ptr<Transfer> CurlTransport::make(Result<HttpRequest> request, OnReply on_reply,
                                              CurlStream* stream) {
    auto transfer = std::make_unique<Transfer>(*this, std::move(on_reply));
    transfer->stream_ = stream;
    transfers_.insert(transfer.get());
    auto begun = request ? begin(*transfer, std::move(*request)) : tl::unexpected<Error>(request.error());
    if (!begun) end(*transfer, tl::unexpected<Error>(std::move(begun.error())));
    return transfer;
}

Result<void> CurlTransport::begin(Transfer& transfer, HttpRequest request) {
    if (auto good = check_request(request); !good) return good;
    using Purpose = CurlExchange::Purpose;
    transfer.exchange_ = std::make_unique<CurlExchange>(
        session_, std::move(request), ++last_id_, transfer.stream_ ? Purpose::stream : Purpose::request);
    transfer.easy_ = pool_.take();
    transfer.exchange_->prepare(transfer.easy_.get());
    curl_easy_setopt(transfer.easy_.get(), CURLOPT_PRIVATE, &transfer);
    return find_way(transfer);
}

Result<void> CurlTransport::find_way(Transfer& transfer) {
    const auto key = transfer.exchange_->lookup();
    if (!key) return run(transfer, {});
    if (const auto known = lookups_.known(*key)) return run(transfer, *known);
    look_up(transfer, *key);
    return {};
}

void CurlTransport::look_up(Transfer& transfer, const LookupKey& key) {
    transfer.lookup_ = lookups_.find(key, [this, &transfer](const std::vector<IpAddress>& addresses) {
        transfer.lookup_.reset();
        transfer.lookup_limit_.reset();
        if (addresses.empty()) return end(transfer, tl::unexpected<Error>(transfer.exchange_->no_address()));
        if (auto begun = run(transfer, addresses); !begun)
            end(transfer, tl::unexpected<Error>(std::move(begun.error())));
    });
    const auto last = lookups_.last_known(key);
    constexpr Duration patience = std::chrono::milliseconds(1800); // RFC 8767, section 5
    const Duration limit = transfer.exchange_->time_to_connect();
    transfer.lookup_limit_ = loop_.after(last ? std::min(limit, patience) : limit, [this, &transfer, last] {
        transfer.lookup_.reset();
        if (!last) return end(transfer, tl::unexpected<Error>(transfer.exchange_->no_answer()));
        if (auto begun = run(transfer, *last); !begun)
            end(transfer, tl::unexpected<Error>(std::move(begun.error())));
    });
}

Result<void> CurlTransport::run(Transfer& transfer, const std::vector<IpAddress>& addresses) {
    transfer.exchange_->prepare_run(transfer.easy_.get(), addresses);
    if (auto added = multi_.add(transfer.easy_.get()); !added) return added;
    transfer.in_curl_ = true;
    return {};
}

void CurlTransport::on_done(CurlEasy* easy, int code) {
    char* owner = nullptr;
    curl_easy_getinfo(easy, CURLINFO_PRIVATE, &owner);
    auto& transfer = *reinterpret_cast<Transfer*>(owner);
    auto outcome = transfer.exchange_->finish(easy, code);
    if (transfer.stream_ && outcome)
        deliver_later(transfer, std::move(outcome));
    else
        end(transfer, std::move(outcome));
}

void CurlTransport::end(Transfer& transfer, Result<HttpReply> outcome) {
    take_back(transfer);
    deliver_later(transfer, std::move(outcome));
}

/// The exchange must live until the handle has forgotten it.
void CurlTransport::take_back(Transfer& transfer) {
    if (!transfer.easy_) return;
    if (transfer.stream_) transfer.stream_->let_go();
    if (transfer.in_curl_) multi_.remove(transfer.easy_.get());
    transfer.in_curl_ = false;
    pool_.give_back(std::move(transfer.easy_));
    transfer.exchange_.reset();
}

/// Callbacks run in a turn of their own: no stack but the loop's is below them, so they may destroy anything.
void CurlTransport::deliver_later(Transfer& transfer, Result<HttpReply> outcome) {
    transfer.outcome_ = std::move(outcome);
    transfer.delivery_ = loop_.after(Duration::zero(), [&transfer] {
        const auto on_reply = transfer.on_reply_;
        auto result = std::move(*transfer.outcome_);
        on_reply(std::move(result));
    });
}

void CurlTransport::forget(Transfer& transfer) {
    transfers_.erase(&transfer);
    take_back(transfer);
}

void CurlTransport::network_changed(const std::vector<IpAddress>& local_addresses) {
    LocalAddresses local(local_addresses);
    if (local == local_addresses_) return;
    local_addresses_ = std::move(local);
    session_.look_ups_since = loop_.now();
    lookups_.network_changed();
    const auto is_gone = [this](const Connections::Ends& ends) {
        return !local_addresses_.contains(ends.local);
    };
    for (Transfer* transfer : transfers_) {
        if (!transfer->in_curl_) continue;
        if (transfer->exchange_->is_lost(is_gone))
            end(*transfer, tl::unexpected<Error>(transfer->exchange_->lost()));
        else if (!transfer->exchange_->has_socket())
            begin_again(*transfer);
    }
    session_.connections.shut_down_lost(is_gone);
}

void CurlTransport::use_ways(const Ways& ways) {
    session_.ways = ways;
    session_.connections.forget_ways();
    const auto is_avoided = [this](const Connections::Ends& ends) {
        return std::any_of(session_.ways.detours.begin(), session_.ways.detours.end(),
                           [&](const Detour& detour) { return avoids(detour, ends.local); }) &&
               !has_route_of_its_own(ends);
    };
    for (Transfer* transfer : transfers_)
        if (transfer->in_curl_ && transfer->exchange_->is_free() && transfer->exchange_->is_lost(is_avoided))
            end(*transfer, tl::unexpected<Error>(transfer->exchange_->unanswered()));
    session_.connections.shut_down_free(is_avoided);
}

/// Nothing has been sent yet; the name servers of the old network may never answer.
void CurlTransport::begin_again(Transfer& transfer) {
    multi_.remove(transfer.easy_.get());
    transfer.in_curl_ = false;
    if (auto begun = find_way(transfer); !begun)
        end(transfer, tl::unexpected<Error>(std::move(begun.error())));
}

} // namespace

std::unique_ptr<HttpTransport> make_curl_transport(Loop& loop, std::string user_agent) {
    return std::make_unique<CurlTransport>(loop, std::move(user_agent));
}

} // namespace ddns
