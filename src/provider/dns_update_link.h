// SPDX-License-Identifier: MIT
#pragma once

#include "dns/tsig.h"
#include "http/transport.h"
#include "loop/timers.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>

namespace ddns {

/// DNS messages to one server over one connection, many at a time (RFC 7766, sections 6.2 and 7: answers come
/// in any order). It is made when there is something to ask and closed when nothing is left.
///
/// The transport and the timers must outlive it. An operation may outlive it; then its callback never runs.
class DnsLink {
public:
    struct Answer {
        DnsMessage message;
        TsigProof proof = TsigProof::absent;
        Instant sent{};    ///< when the question was handed to the network
        std::string way{}; ///< Stream::way
    };
    /// Errors: those of a stream; `timeout` when there was no answer to anything for `server.timeout`;
    /// `bad_reply` for what is no DNS message. A question that was on its way when the connection ended,
    /// after others were answered, is asked once more over the next connection; an update never.
    using OnAnswer = std::function<void(Result<Answer>)>;

    /// Without a key nothing is signed, and every proof is `absent`.
    DnsLink(HttpTransport& transport, Timers& timers, StreamRequest server, std::optional<TsigKey> key,
            unsigned unanswered);
    ~DnsLink();
    DnsLink(const DnsLink&) = delete;
    DnsLink& operator=(const DnsLink&) = delete;

    /// "ns1.example.com:53", for messages.
    [[nodiscard]] const std::string& server() const { return name_; }

    /// The id of the message is the link's to give; it is signed when it is sent.
    [[nodiscard]] std::unique_ptr<Operation> ask(DnsMessage question, OnAnswer on_answer);

private:
    struct Ticket;
    struct Sent {
        Ticket* ticket; ///< null: nobody waits for it any more
        std::string mac;
        Instant at;
    };

    void pump();
    bool send(Ticket& ticket);
    void on_bytes(std::string_view bytes);
    void on_message(std::string_view bytes);
    void end(const Error& error);
    void fail_later(Ticket& ticket, Error error);
    void rest();
    void watch_time();
    void on_alarm();
    [[nodiscard]] std::uint64_t seconds() const;

    HttpTransport& transport_;
    Timers& timers_;
    const StreamRequest where_;
    const std::string name_;
    const std::optional<TsigKey> key_;
    const unsigned unanswered_;
    std::deque<Ticket*> waiting_;
    std::deque<Ticket*> lost_; ///< to be told that the connection has ended
    std::map<std::uint16_t, Sent> sent_;
    std::uint16_t last_id_;
    unsigned connection_ = 0; ///< counts them
    unsigned answered_ = 0;   ///< over this connection
    Instant heard_{};         ///< when something was answered, or the first question sent
    std::string input_;
    std::shared_ptr<char> alive_ = std::make_shared<char>();
    std::unique_ptr<Operation> alarm_, closing_;
    std::unique_ptr<Stream> stream_;
};

} // namespace ddns
