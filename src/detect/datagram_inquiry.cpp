// SPDX-License-Identifier: MIT
#include "detect/datagram_inquiry.h"

#include <fmt/format.h>

namespace ddns {

namespace {

class DatagramInquiry final : public Operation {
public:
    DatagramInquiry(const InquiryParts& parts, DatagramQuestion question, const WayOut& way,
                    OnAnswer on_answer)
        : timers_(parts.timers), question_(std::move(question)), on_answer_(std::move(on_answer)),
          pause_(question_.pause) {
        deadline_ = timers_.after(question_.time, [this] {
            end(fail(ErrorKind::timeout,
                     fmt::format("it did not answer within {}", describe(question_.time))));
        });
        socket_ = parts.sockets.open_datagram(
            {way.interface, way.source}, question_.server,
            {[this](const Endpoint&, std::string_view bytes) { take(bytes); },
             [this](Error error) { end(tl::unexpected<Error>(std::move(error))); }});
        send();
    }

private:
    void send() {
        socket_->send(question_.request);
        again_ = timers_.after(pause_, [this] { send(); });
        pause_ *= 2;
    }

    void take(std::string_view bytes) {
        auto answer = question_.read(bytes);
        if (!answer) return;
        if (*answer && !question_.farewell.empty()) socket_->send(question_.farewell);
        end(std::move(*answer));
    }

    /// The callback may destroy this, so it is the last thing done.
    void end(Result<IpAddress> answer) {
        deadline_.reset();
        again_.reset();
        socket_.reset();
        const auto on_answer = std::move(on_answer_);
        on_answer(std::move(answer));
    }

    Timers& timers_;
    const DatagramQuestion question_;
    OnAnswer on_answer_;
    Duration pause_;
    std::unique_ptr<Operation> again_, deadline_;
    std::unique_ptr<DatagramSocket> socket_;
};

} // namespace

std::unique_ptr<Operation> ask_by_datagram(const InquiryParts& parts, DatagramQuestion question,
                                           const WayOut& way, OnAnswer on_answer) {
    return std::make_unique<DatagramInquiry>(parts, std::move(question), way, std::move(on_answer));
}

} // namespace ddns
