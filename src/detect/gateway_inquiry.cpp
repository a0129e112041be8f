// SPDX-License-Identifier: MIT
#include "crypto/random.h"
#include "detect/datagram_inquiry.h"
#include "detect/port_mapping.h"
#include "detect/upnp_inquiry.h"
#include "util/text.h"

#include <array>
#include <fmt/format.h>

namespace ddns {

namespace {

constexpr Duration head_start = std::chrono::milliseconds(250);
constexpr Duration time_for_protocol = std::chrono::seconds(3);
constexpr Duration first_pause = std::chrono::milliseconds(250); // RFC 6886, section 3.1
constexpr std::uint32_t mapping_lifetime = 120;                  // the least that RFC 6887 recommends

std::unique_ptr<Operation> ask_nat_pmp(const InquiryParts& parts, const WayOut& way, OnAnswer on_answer) {
    DatagramQuestion question;
    question.server = {*way.gateway, port_mapping_port};
    question.request = write_nat_pmp_request();
    question.pause = first_pause;
    question.time = time_for_protocol;
    question.read = read_nat_pmp_reply;
    return ask_by_datagram(parts, std::move(question), way, std::move(on_answer));
}

/// The mapping is of a port on which nobody listens, and taken away again as soon as it has told the address.
std::unique_ptr<Operation> ask_pcp(const InquiryParts& parts, const WayOut& way, OnAnswer on_answer) {
    const std::string random = random_bytes(14);
    const auto number = static_cast<unsigned>(static_cast<unsigned char>(random[12]) << 8 |
                                              static_cast<unsigned char>(random[13]));
    // A dynamic port (RFC 6335, section 6).
    const PcpMapping mapping{way.source.value_or(IpAddress()), random.substr(0, 12),
                             static_cast<std::uint16_t>(49152 + number % 16384)};
    DatagramQuestion question;
    question.server = {*way.gateway, port_mapping_port};
    question.request = write_pcp_map(mapping, mapping_lifetime);
    question.farewell = write_pcp_map(mapping, 0);
    question.pause = first_pause;
    question.time = time_for_protocol;
    question.read = [mapping](std::string_view bytes) { return read_pcp_reply(mapping, bytes); };
    return ask_by_datagram(parts, std::move(question), way, std::move(on_answer));
}

std::unique_ptr<Operation> ask_by_upnp(const InquiryParts& parts, const WayOut& way, OnAnswer on_answer) {
    return ask_upnp(parts, way, time_for_protocol,
                    [on_answer = std::move(on_answer)](const Result<UpnpAnswer>& answer) {
                        on_answer(answer.map([](const UpnpAnswer& good) { return good.address; }));
                    });
}

struct Protocol {
    const char* name;
    std::unique_ptr<Operation> (*ask)(const InquiryParts&, const WayOut&, OnAnswer);
};
constexpr std::array<Protocol, 3> protocols{
    {{"NAT-PMP", ask_nat_pmp}, {"PCP", ask_pcp}, {"UPnP", ask_by_upnp}}};

/// One protocol after the other: the next one 250 ms later, or at once when the last one has failed. The
/// first address that can be believed is the answer.
class GatewayInquiry final : public Operation {
public:
    GatewayInquiry(const InquiryParts& parts, WayOut way, OnAnswer on_answer)
        : parts_(parts), way_(std::move(way)), on_answer_(std::move(on_answer)) {
        ask_next();
    }

private:
    void ask_next() {
        const std::size_t index = next_++;
        ++waiting_;
        questions_.at(index) = protocols.at(index).ask(
            parts_, way_, [this, index](const Result<IpAddress>& answer) { on_answer(index, answer); });
        later_.reset();
        if (next_ < protocols.size()) later_ = parts_.timers.after(head_start, [this] { ask_next(); });
    }

    void on_answer(std::size_t index, const Result<IpAddress>& answer) {
        --waiting_;
        if (answer) return end(*answer);
        unreached_ = unreached_ && answer.error().kind != ErrorKind::bad_reply;
        said_.push_back(fmt::format("by {} {}", protocols.at(index).name, answer.error().what));
        if (next_ < protocols.size()) return ask_next();
        if (waiting_ == 0)
            end(fail(unreached_ ? ErrorKind::network : ErrorKind::bad_reply, join(said_, ", ")));
    }

    /// The callback may destroy this, so it is the last thing done.
    void end(Result<IpAddress> answer) {
        later_.reset();
        for (auto& question : questions_) question.reset();
        const auto on_answer = std::move(on_answer_);
        on_answer(std::move(answer));
    }

    const InquiryParts parts_;
    const WayOut way_;
    OnAnswer on_answer_;
    std::size_t next_ = 0, waiting_ = 0;
    bool unreached_ = true;
    std::vector<std::string> said_;
    std::array<std::unique_ptr<Operation>, protocols.size()> questions_;
    std::unique_ptr<Operation> later_;
};

} // namespace

std::unique_ptr<Operation> ask_gateway(const InquiryParts& parts, const WayOut& way, OnAnswer on_answer) {
    return std::make_unique<GatewayInquiry>(parts, way, std::move(on_answer));
}

} // namespace ddns
