// SPDX-License-Identifier: MIT
#include "detect/upnp_inquiry.h"

#include <fmt/format.h>

namespace ddns {

namespace {

constexpr Duration search_pause = std::chrono::milliseconds(500);
constexpr std::size_t most_reply = 256u << 10;

class UpnpInquiry final : public Operation {
public:
    UpnpInquiry(const InquiryParts& parts, WayOut way, Duration time, OnUpnpAnswer on_answer)
        : parts_(parts), way_(std::move(way)), time_(time), on_answer_(std::move(on_answer)) {
        deadline_ = parts.timers.after(time, [this] {
            end(fail(ErrorKind::timeout, fmt::format("it did not answer within {}", describe(time_))));
        });
        socket_ = parts.sockets.open_datagram(
            {way_.interface, way_.source}, {*IpAddress::parse(ssdp_group), ssdp_port},
            {[this](const Endpoint& from, std::string_view bytes) { heard(from, bytes); },
             [this](Error error) { end(tl::unexpected<Error>(std::move(error))); }});
        search();
    }

private:
    void search() {
        socket_->send(write_ssdp_search());
        again_ = parts_.timers.after(search_pause, [this] { search(); });
    }

    /// Only the router itself may say where its description is.
    void heard(const Endpoint& from, std::string_view bytes) {
        if (from.address != way_.gateway) return;
        const auto location = read_ssdp_answer(bytes, from.address);
        if (!location) return;
        again_.reset();
        location_ = *location;
        HttpRequest request;
        request.url = Secret(location_);
        request.label = "GET " + location_;
        start(std::move(request), [this](const HttpReply& reply) { described(reply); });
        socket_.reset();
    }

    void described(const HttpReply& reply) {
        auto services = read_description(reply.body, location_, *way_.gateway);
        if (!services) return end(tl::unexpected<Error>(services.error()));
        services_ = std::move(*services);
        call();
    }

    void call() {
        const WanService& service = services_[next_++];
        HttpRequest request;
        request.method = "POST";
        request.url = Secret(service.control_url);
        request.label = "POST " + service.control_url;
        request.headers = {{"Content-Type", Secret("text/xml; charset=\"utf-8\"")},
                           {"SOAPAction", Secret(fmt::format("\"{}#GetExternalIPAddress\"", service.type))}};
        request.body = Secret(write_address_call(service));
        start(std::move(request), [this](const HttpReply& reply) {
            const auto address = read_address_reply(reply.body);
            if (!address && next_ < services_.size()) return call();
            if (!address) return end(tl::unexpected<Error>(address.error()));
            end(UpnpAnswer{*address, services_[next_ - 1]});
        });
    }

    template <class OnGood>
    void start(HttpRequest request, OnGood on_good) {
        request.interface = way_.interface;
        request.source = way_.source;
        request.family = Family::v4;
        request.timeout = time_;
        request.max_reply = most_reply;
        request.fresh_connection = true;
        exchange_ = parts_.http.start(std::move(request), [this, on_good](const Result<HttpReply>& reply) {
            if (!reply) return end(tl::unexpected<Error>(reply.error()));
            if (reply->status != 200)
                return end(
                    fail(ErrorKind::bad_reply, fmt::format("it answered with status {}", reply->status)));
            on_good(*reply);
        });
    }

    /// The callback may destroy this, so it is the last thing done.
    void end(Result<UpnpAnswer> answer) {
        deadline_.reset();
        again_.reset();
        socket_.reset();
        exchange_.reset();
        const auto on_answer = std::move(on_answer_);
        on_answer(std::move(answer));
    }

    const InquiryParts parts_;
    const WayOut way_;
    const Duration time_;
    OnUpnpAnswer on_answer_;
    std::string location_;
    std::vector<WanService> services_;
    std::size_t next_ = 0;
    std::unique_ptr<Operation> again_, deadline_, exchange_;
    std::unique_ptr<DatagramSocket> socket_;
};

} // namespace

std::unique_ptr<Operation> ask_upnp(const InquiryParts& parts, const WayOut& way, Duration time,
                                    OnUpnpAnswer on_answer) {
    return std::make_unique<UpnpInquiry>(parts, way, time, std::move(on_answer));
}

} // namespace ddns
