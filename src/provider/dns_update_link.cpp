// SPDX-License-Identifier: MIT
#include "provider/dns_update_link.h"

#include <algorithm>
#include <fmt/format.h>

namespace ddns {

namespace {

std::string name_of(const StreamRequest& server) {
    const auto address = IpAddress::parse(server.host);
    const bool brackets = address && address->family() == Family::v6;
    return fmt::format("{}{}{}:{}", brackets ? "[" : "", server.host, brackets ? "]" : "", server.port);
}

std::uint16_t number_at(std::string_view bytes, std::size_t at) {
    return static_cast<std::uint16_t>(static_cast<unsigned char>(bytes[at]) << 8 |
                                      static_cast<unsigned char>(bytes[at + 1]));
}

} // namespace

/// A question from `ask` to its answer.
struct DnsLink::Ticket final : Operation {
    Ticket(DnsLink& owner, DnsMessage m, OnAnswer callback)
        : link(&owner), message(std::move(m)), on_answer(std::move(callback)) {}
    ~Ticket() override {
        if (!link) return;
        if (message.id == 0) {
            std::erase(link->waiting_, this);
            std::erase(link->lost_, this);
        } else if (const auto sent = link->sent_.find(message.id); sent != link->sent_.end()) {
            sent->second.ticket = nullptr;
        }
    }

    /// May destroy it.
    void tell(Result<Answer> answer) {
        link = nullptr;
        const OnAnswer callback = std::move(on_answer);
        callback(std::move(answer));
    }

    DnsLink* link;      ///< null: it need not be told any more
    DnsMessage message; ///< id 0: not sent
    OnAnswer on_answer;
    std::unique_ptr<Operation> failing;
};

DnsLink::DnsLink(HttpTransport& transport, Timers& timers, StreamRequest server, std::optional<TsigKey> key,
                 unsigned unanswered)
    : transport_(transport), timers_(timers), where_(std::move(server)), name_(name_of(where_)),
      key_(std::move(key)), unanswered_(unanswered), last_id_(static_cast<std::uint16_t>(seconds() * 31)) {}

DnsLink::~DnsLink() {
    for (Ticket* ticket : waiting_) ticket->link = nullptr;
    for (Ticket* ticket : lost_) ticket->link = nullptr;
    for (auto& [id, sent] : sent_)
        if (sent.ticket) sent.ticket->link = nullptr;
}

std::uint64_t DnsLink::seconds() const {
    const auto since = std::chrono::floor<std::chrono::seconds>(timers_.wall_clock()).time_since_epoch();
    return since.count() < 0 ? 0 : static_cast<std::uint64_t>(since.count());
}

std::unique_ptr<Operation> DnsLink::ask(DnsMessage question, OnAnswer on_answer) {
    question.id = 0;
    auto ticket = std::make_unique<Ticket>(*this, std::move(question), std::move(on_answer));
    waiting_.push_back(ticket.get());
    pump();
    return ticket;
}

void DnsLink::pump() {
    closing_.reset();
    while (!waiting_.empty() && sent_.size() < unanswered_) {
        Ticket& ticket = *waiting_.front();
        waiting_.pop_front();
        if (!stream_) {
            ++connection_;
            answered_ = 0;
            input_.clear();
            stream_ = transport_.open(where_, {[this](std::string_view bytes) { on_bytes(bytes); },
                                               [this](const Error& error) { end(error); }});
        }
        if (!send(ticket)) continue;
        if (!alarm_) {
            heard_ = timers_.now();
            watch_time();
        }
    }
}

bool DnsLink::send(Ticket& ticket) {
    do ++last_id_;
    while (last_id_ == 0 || sent_.contains(last_id_));
    ticket.message.id = last_id_;
    auto bytes = write_dns_message(ticket.message);
    if (!bytes) {
        fail_later(ticket, bytes.error());
        return false;
    }
    SignedMessage message{std::move(*bytes), {}};
    if (key_) message = tsig_sign(std::move(message.bytes), *key_, seconds());
    const auto size = message.bytes.size();
    const char length[] = {static_cast<char>(size >> 8 & 0xff), static_cast<char>(size & 0xff)};
    stream_->send({length, sizeof length});
    stream_->send(message.bytes);
    sent_.emplace(last_id_, Sent{&ticket, std::move(message.mac), timers_.now()});
    return true;
}

void DnsLink::fail_later(Ticket& ticket, Error error) {
    ticket.link = nullptr;
    ticket.failing = timers_.after(Duration::zero(), [&ticket, error = std::move(error)] {
        ticket.tell(tl::unexpected<Error>(Error(error)));
    });
}

void DnsLink::on_bytes(std::string_view bytes) {
    input_ += bytes;
    const std::weak_ptr<char> alive = alive_;
    const unsigned connection = connection_;
    std::size_t at = 0;
    while (input_.size() - at >= 2) {
        const std::size_t size = number_at(input_, at);
        if (input_.size() - at - 2 < size) break;
        const std::string message = input_.substr(at + 2, size);
        at += 2 + size;
        on_message(message);
        if (alive.expired() || !stream_ || connection != connection_) return;
    }
    input_.erase(0, at);
    if (sent_.empty() && waiting_.empty()) rest();
}

void DnsLink::on_message(std::string_view bytes) {
    auto message = parse_dns_message(bytes);
    if (!message)
        return end({message.error().kind,
                    fmt::format("what {} sends is no DNS: {}", name_, message.error().what),
                    {}});
    const auto found = sent_.find(message->id);
    if (found == sent_.end() || !message->is_reply) return;
    const Sent sent = std::move(found->second);
    sent_.erase(found);
    const std::string way = stream_->way();
    ++answered_;
    heard_ = timers_.now();
    pump();
    if (!sent.ticket) return;
    Answer answer;
    answer.sent = sent.at;
    answer.way = way;
    if (key_) answer.proof = tsig_verify(bytes, *message, *key_, sent.mac, seconds());
    answer.message = std::move(*message);
    sent.ticket->tell(std::move(answer));
}

/// Closes in the next turn, unless the answer leads to another question.
void DnsLink::rest() {
    alarm_.reset();
    closing_ = timers_.after(Duration::zero(), [this] { stream_.reset(); });
}

void DnsLink::watch_time() {
    alarm_ = timers_.after(heard_ + where_.timeout - timers_.now(), [this] { on_alarm(); });
}

/// One alarm for many answers: it looks whether there was one meanwhile.
void DnsLink::on_alarm() {
    if (timers_.now() < heard_ + where_.timeout) return watch_time();
    Error error{
        ErrorKind::timeout, fmt::format("{} did not answer within {}", name_, describe(where_.timeout)), {}};
    if (stream_) tell_way(error.what, stream_->way());
    end(error);
}

void DnsLink::end(const Error& error) {
    stream_.reset();
    alarm_.reset();
    closing_.reset();
    const bool goes_on = error.kind == ErrorKind::network && answered_ > 0;
    for (auto& [id, sent] : std::exchange(sent_, {})) {
        if (!sent.ticket) continue;
        sent.ticket->message.id = 0;
        const bool again = goes_on && sent.ticket->message.opcode == Opcode::query;
        (again ? waiting_ : lost_).push_back(sent.ticket);
    }
    if (!goes_on) {
        lost_.insert(lost_.end(), waiting_.begin(), waiting_.end());
        waiting_.clear();
    }
    const std::weak_ptr<char> alive = alive_;
    while (!lost_.empty()) {
        Ticket* ticket = lost_.front();
        lost_.pop_front();
        ticket->tell(tl::unexpected<Error>(error));
        if (alive.expired()) return;
    }
    pump();
}

} // namespace ddns
