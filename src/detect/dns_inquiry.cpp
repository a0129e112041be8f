// SPDX-License-Identifier: MIT
#include "crypto/random.h"
#include "detect/dns_echo.h"
#include "detect/inquiry.h"

#include <fmt/format.h>

namespace ddns {

namespace {

constexpr Duration first_pause = std::chrono::milliseconds(500);
constexpr unsigned most_datagrams = 2;

/// A cut-off or lost datagram goes on over TCP (RFC 7766): at once, or after 500 ms and another second.
class DnsInquiry final : public Operation {
public:
    DnsInquiry(const InquiryParts& parts, DnsEcho echo, Family family, const WayOut& way, OnAnswer on_answer)
        : parts_(parts), echo_(std::move(echo)), family_(family), local_{way.interface, way.source},
          on_answer_(std::move(on_answer)), id_(random_id()),
          query_(write_dns_echo_query(echo_, family, id_)) {
        deadline_ = parts.timers.after(time_for_one, [this] {
            end(fail(ErrorKind::timeout, fmt::format("it did not answer within {}", describe(time_for_one))));
        });
        socket_ =
            parts.sockets.open_datagram(local_, server(),
                                        {[this](const Endpoint&, std::string_view bytes) { take(bytes); },
                                         [this](Error error) {
                                             trouble_ = std::move(error);
                                             go_on_over_tcp();
                                         }});
        send();
    }

private:
    static std::uint16_t random_id() {
        const std::string bytes = random_bytes(2);
        return static_cast<std::uint16_t>(static_cast<unsigned char>(bytes[0]) << 8 |
                                          static_cast<unsigned char>(bytes[1]));
    }
    [[nodiscard]] Endpoint server() const { return {*echo_.server(family_), echo_.port}; }

    void send() {
        socket_->send(query_);
        const Duration pause = first_pause * (1u << sent_++);
        next_ = parts_.timers.after(pause, [this] { sent_ < most_datagrams ? send() : go_on_over_tcp(); });
    }

    void go_on_over_tcp() {
        next_.reset();
        if (connection_) return;
        std::string framed{static_cast<char>(query_.size() >> 8), static_cast<char>(query_.size() & 0xff)};
        connection_ = parts_.sockets.connect(local_, server(), framed + query_,
                                             {[this](std::string_view bytes) { take_more(bytes); },
                                              [this](Error error) { connection_ended(std::move(error)); }});
    }

    void take_more(std::string_view bytes) {
        constexpr std::size_t most = 2 + 4096;
        stream_ += bytes.substr(0, most - std::min(most, stream_.size()));
        if (stream_.size() < 2) return;
        const std::size_t size = static_cast<std::size_t>(static_cast<unsigned char>(stream_[0])) << 8 |
                                 static_cast<unsigned char>(stream_[1]);
        if (size > most - 2) return end(fail(ErrorKind::bad_reply, "its answer is too long"));
        if (stream_.size() >= 2 + size) take_whole(stream_.substr(2, size));
    }

    /// Over TCP nobody else can answer.
    void take_whole(const std::string& bytes) {
        const auto reply = read_dns_echo(echo_, family_, id_, bytes);
        if (!reply) return end(fail(ErrorKind::bad_reply, "its answer is to another question"));
        end(reply->address);
    }

    void take(std::string_view bytes) {
        const auto reply = read_dns_echo(echo_, family_, id_, bytes);
        if (!reply) return;
        if (reply->truncated) return go_on_over_tcp();
        end(reply->address);
    }

    void connection_ended(Error error) {
        if (trouble_) error = *trouble_;
        end(tl::unexpected<Error>(std::move(error)));
    }

    /// The callback may destroy this, so it is the last thing done.
    void end(Result<IpAddress> result) {
        deadline_.reset();
        next_.reset();
        socket_.reset();
        connection_.reset();
        const auto on_answer = std::move(on_answer_);
        on_answer(std::move(result));
    }

    const InquiryParts parts_;
    const DnsEcho echo_;
    const Family family_;
    const LocalEnd local_;
    OnAnswer on_answer_;
    const std::uint16_t id_;
    const std::string query_;
    unsigned sent_ = 0;
    std::string stream_;
    std::optional<Error> trouble_; ///< of the datagrams
    std::unique_ptr<Operation> next_, deadline_;
    std::unique_ptr<Operation> connection_;
    std::unique_ptr<DatagramSocket> socket_;
};

} // namespace

std::unique_ptr<Operation> ask_over_dns(const InquiryParts& parts, const DnsEcho& echo, Family family,
                                        const WayOut& way, OnAnswer on_answer) {
    return std::make_unique<DnsInquiry>(parts, echo, family, way, std::move(on_answer));
}

} // namespace ddns
