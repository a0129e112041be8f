// SPDX-License-Identifier: MIT
#include "detect/gateway_events.h"

#include "crypto/random.h"
#include "detect/gena.h"
#include "detect/rests.h"
#include "detect/upnp_inquiry.h"

#include <fmt/format.h>

namespace ddns {

namespace {

constexpr Duration time_for_search = std::chrono::seconds(5);
constexpr Duration time_for_request = std::chrono::seconds(5);
constexpr Duration time_for_farewell = std::chrono::seconds(2);
constexpr std::size_t longest_reply = 4096;
constexpr std::size_t path_letters = 32;

class Subscription final : public GatewayEvents {
public:
    Subscription(const InquiryParts& parts, WayOut way, OnGatewayNews on_news)
        : parts_(parts), way_(std::move(way)), on_news_(std::move(on_news)) {
        search();
    }

    [[nodiscard]] bool hears() const override { return !id_.empty() && came_; }

    [[nodiscard]] std::unique_ptr<Operation> leave(std::function<void()> on_told) override {
        later_.reset();
        step_.reset();
        server_.reset();
        if (id_.empty()) return nullptr;
        HttpRequest request = write_farewell(event_url_, id_);
        id_.clear();
        request.timeout = time_for_farewell;
        return start(std::move(request),
                     [on_told = std::move(on_told)](const Result<HttpReply>&) { on_told(); });
    }

private:
    void search() {
        step_ = ask_upnp(parts_, way_, time_for_search, [this](const Result<UpnpAnswer>& answer) {
            step_.reset();
            if (!answer || answer->service.event_url.empty() || !listen()) return rest();
            event_url_ = answer->service.event_url;
            id_.clear(); // of a subscription that the gateway has forgotten
            came_ = false;
            const std::string callback =
                fmt::format("http://{}:{}{}", way_.source->to_string(), server_->port(), path_);
            ask(write_subscription(event_url_, callback), [this] { rest(); });
        });
    }

    bool listen() {
        if (server_) return true;
        path_ = "/" + random_letters(path_letters);
        ServerLimits limits;
        limits.bytes = longest_notify;
        server_ = parts_.sockets.serve({way_.interface, way_.source}, *way_.gateway, limits,
                                       [this](std::string_view bytes) { return heard(bytes); });
        return server_ != nullptr;
    }

    /// For a subscription, or that it goes on.
    template <class OnRefused>
    void ask(HttpRequest request, OnRefused on_refused) {
        request.timeout = time_for_request;
        step_ = start(std::move(request), [this, on_refused](const Result<HttpReply>& reply) {
            step_.reset();
            const auto good = reply.and_then(read_subscription);
            if (!good) return on_refused();
            id_ = good->id;
            rests_.forget("");
            // Before half of it, so that there is time for another try (section 4.1.3 asks for "before").
            later_ = parts_.timers.after(good->lifetime * 2 / 5, [this] { renew(); });
        });
    }

    /// Whatever went wrong, a new search tells where the gateway is to be asked now.
    void renew() {
        ask(write_renewal(event_url_, id_), [this] { search(); });
    }

    void rest() {
        server_.reset();
        id_.clear();
        const Instant now = parts_.timers.now();
        later_ = parts_.timers.after(rests_.begin("", now, std::nullopt) - now, [this] { search(); });
    }

    [[nodiscard]] std::unique_ptr<Operation> start(HttpRequest request, HttpTransport::OnReply on_reply) {
        request.interface = way_.interface;
        request.source = way_.source;
        request.family = Family::v4;
        request.max_reply = longest_reply;
        request.fresh_connection = true;
        return parts_.http.start(std::move(request), std::move(on_reply));
    }

    std::optional<std::string> heard(std::string_view bytes) {
        const auto notify = read_notify(bytes, path_, id_);
        if (!notify) return std::nullopt;
        if (notify->status == 200) {
            came_ = true;
            hear(notify->state);
        }
        return write_notify_answer(notify->status);
    }

    /// Events also tell of port mappings, whose variables say nothing here, and many routers repeat the
    /// address each time: only another state than before is news, and a router without an address has none.
    void hear(const GenaState& said) {
        const GenaState before = told_;
        if (said.address) told_.address = said.address;
        if (said.status) told_.status = said.status;
        if (told_ == before) return;
        if (!said.address) {
            if (before.status && said.status == "Connected") on_news_(std::nullopt);
            return;
        }
        const auto address = IpAddress::parse(*said.address);
        if (address && *address != IpAddress()) on_news_(address);
    }

    const InquiryParts parts_;
    const WayOut way_;
    const OnGatewayNews on_news_;
    std::string event_url_, path_, id_;
    bool came_ = false; ///< an event of this subscription
    GenaState told_;
    Rests rests_;
    std::unique_ptr<Operation> step_, later_;
    std::unique_ptr<ServerSocket> server_;
};

} // namespace

std::unique_ptr<GatewayEvents> subscribe_to_gateway(const InquiryParts& parts, const WayOut& way,
                                                    OnGatewayNews on_news) {
    if (!way.gateway || way.gateway->family() != Family::v4 || !way.source) return nullptr;
    return std::make_unique<Subscription>(parts, way, std::move(on_news));
}

} // namespace ddns
