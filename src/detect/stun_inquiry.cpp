// SPDX-License-Identifier: MIT
#include "crypto/random.h"
#include "detect/datagram_inquiry.h"

#include <fmt/format.h>

namespace ddns {

namespace {

/// Finds the server's address first.
class StunInquiry final : public Operation {
public:
    StunInquiry(const InquiryParts& parts, StunServer server, Family family, WayOut way, OnAnswer on_answer)
        : parts_(parts), server_(std::move(server)), family_(family), way_(std::move(way)),
          on_answer_(std::move(on_answer)) {
        deadline_ = parts.timers.after(time_for_one, [this] {
            end(fail(ErrorKind::timeout, fmt::format("it did not answer within {}", describe(time_for_one))));
        });
        look_up_ = parts.sockets.look_up(
            server_.host, family, [this](const std::vector<IpAddress>& addresses) { found(addresses); });
    }

private:
    void found(const std::vector<IpAddress>& addresses) {
        look_up_.reset();
        if (addresses.empty())
            return end(fail(ErrorKind::network, fmt::format("{} has no address", server_.host)));
        const std::string transaction = random_bytes(stun_transaction_size);
        DatagramQuestion question;
        question.server = {addresses.front(), server_.port};
        question.request = write_stun_request(transaction);
        question.pause = std::chrono::milliseconds(500); // RFC 8489, section 6.2.1
        question.read = [transaction, family = family_](std::string_view bytes) {
            return read_stun_reply(transaction, family, bytes);
        };
        question_ = ask_by_datagram(parts_, std::move(question), way_,
                                    [this](Result<IpAddress> answer) { end(std::move(answer)); });
    }

    /// The callback may destroy this, so it is the last thing done.
    void end(Result<IpAddress> answer) {
        deadline_.reset();
        look_up_.reset();
        question_.reset();
        const auto on_answer = std::move(on_answer_);
        on_answer(std::move(answer));
    }

    const InquiryParts parts_;
    const StunServer server_;
    const Family family_;
    const WayOut way_;
    OnAnswer on_answer_;
    std::unique_ptr<Operation> deadline_, look_up_, question_;
};

} // namespace

std::unique_ptr<Operation> ask_over_stun(const InquiryParts& parts, const StunServer& server, Family family,
                                         const WayOut& way, OnAnswer on_answer) {
    return std::make_unique<StunInquiry>(parts, server, family, way, std::move(on_answer));
}

} // namespace ddns
