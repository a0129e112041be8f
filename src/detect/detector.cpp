// SPDX-License-Identifier: MIT
#include "detect/detector.h"

#include "detect/inquiry.h"
#include "detect/operators.h"
#include "detect/port_mapping.h"
#include "util/text.h"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <map>
#include <set>

namespace ddns {

namespace {

constexpr Duration time_for_all = std::chrono::seconds(20);
constexpr Duration hedge_pause = std::chrono::milliseconds(250);

std::string rest_key(const Party& party, Family family, const WayOut& way) {
    return fmt::format("{} {} {}", party.run_by, to_string(family), way.interface);
}

/// One detection: who is left to be asked, who is being asked, and what has been said.
class Detection final : public Operation {
public:
    Detection(const InquiryParts& parts, Rests& rests, Family family, WayOut way, unsigned quorum,
              std::vector<Party> parties, Detector::OnResult on_result)
        : parts_(parts), rests_(rests), family_(family), way_(std::move(way)), quorum_(quorum),
          on_result_(std::move(on_result)) {
        for (Party& party : parties) take(std::move(party));
        questions_.resize(parties_.size());
        deadline_ = parts.timers.after(parties_.empty() ? Duration::zero() : time_for_all,
                                       [this] { give_up(ErrorKind::timeout); });
        ask_as_needed();
    }

private:
    void take(Party party);
    void ask_as_needed();
    void ask_next();
    void on_answer(std::size_t index, Result<IpAddress> address);
    [[nodiscard]] std::string refusal(const Party& party, const Error& error);
    [[nodiscard]] std::size_t most_agreed() const;
    [[nodiscard]] std::vector<std::string> agreed_on(const IpAddress& address) const;
    void believe(const IpAddress& address);
    void give_up(ErrorKind kind);
    [[nodiscard]] std::string why_unknown() const;
    void finish();

    const InquiryParts parts_;
    Rests& rests_;
    const Family family_;
    const WayOut way_;
    const unsigned quorum_;
    Detector::OnResult on_result_;

    std::vector<Party> parties_; ///< in the order they are asked
    std::size_t next_ = 0;
    std::size_t waiting_ = 0;
    bool unreached_ = true;            ///< nobody has answered anything
    std::optional<Instant> rest_ends_; ///< of the first that may be asked again
    Sighting sighting_;
    std::vector<std::unique_ptr<Operation>> questions_;
    std::unique_ptr<Operation> hedge_;
    std::unique_ptr<Operation> deadline_;
};

void Detection::take(Party party) {
    const Instant now = parts_.timers.now();
    const auto until = rests_.until(rest_key(party, family_, way_), now);
    if (!until) return parties_.push_back(std::move(party));
    rest_ends_ = rest_ends_ ? std::min(*rest_ends_, *until) : *until;
    sighting_.said.push_back({std::move(party.run_by), party.method, std::nullopt,
                              fmt::format("it wants to be left alone for {} more", describe(*until - now))});
}

/// As many questions as could still make enough equal answers.
void Detection::ask_as_needed() {
    while (next_ < parties_.size() && most_agreed() + waiting_ < quorum_) ask_next();
}

void Detection::ask_next() {
    const std::size_t index = next_++;
    ++waiting_;
    questions_[index] = ask(parts_, parties_[index], family_, way_, [this, index](Result<IpAddress> address) {
        on_answer(index, std::move(address));
    });
    hedge_.reset();
    if (next_ < parties_.size()) hedge_ = parts_.timers.after(hedge_pause, [this] { ask_next(); });
}

void Detection::on_answer(std::size_t index, Result<IpAddress> address) {
    const Party& party = parties_[index];
    --waiting_;
    unreached_ = unreached_ && !address && address.error().kind != ErrorKind::bad_reply &&
                 address.error().kind != ErrorKind::rate;
    Statement statement{party.run_by, party.method, std::nullopt, {}};
    if (address) {
        rests_.forget(rest_key(party, family_, way_));
        statement.address = *address;
    } else {
        statement.refused = refusal(party, address.error());
    }
    sighting_.said.push_back(std::move(statement));
    if (address && agreed_on(*address).size() >= quorum_) return believe(*address);
    ask_as_needed();
    if (waiting_ == 0) give_up(unreached_ ? ErrorKind::network : ErrorKind::bad_reply);
}

/// One that wants to be left alone begins its rest.
std::string Detection::refusal(const Party& party, const Error& error) {
    if (error.kind != ErrorKind::rate) return error.what;
    const Instant now = parts_.timers.now();
    const Instant until = rests_.begin(rest_key(party, family_, way_), now, error.retry_after);
    return fmt::format("{} and is left alone for {}", error.what, describe(until - now));
}

std::size_t Detection::most_agreed() const {
    std::size_t most = 0;
    for (const Statement& statement : sighting_.said)
        if (statement.address) most = std::max(most, agreed_on(*statement.address).size());
    return most;
}

std::vector<std::string> Detection::agreed_on(const IpAddress& address) const {
    std::vector<std::string> operators;
    for (const Statement& statement : sighting_.said)
        if (statement.address == address && std::ranges::find(operators, statement.party) == operators.end())
            operators.push_back(statement.party);
    return operators;
}

void Detection::believe(const IpAddress& address) {
    sighting_.address = address;
    sighting_.agreed = agreed_on(address);
    const auto first = std::ranges::find(sighting_.said, address, &Statement::address);
    sighting_.method = first->method;
    finish();
}

void Detection::give_up(ErrorKind kind) {
    if (parties_.empty()) kind = sighting_.said.empty() ? ErrorKind::config : ErrorKind::rate;
    std::optional<Duration> wait;
    if (kind == ErrorKind::rate) wait = *rest_ends_ - parts_.timers.now();
    const std::string way = way_.interface.empty() ? std::string() : " through " + way_.interface;
    sighting_.address = fail(kind,
                             fmt::format("the {} address seen outside{} is not known: {}",
                                         family_ == Family::v4 ? "IPv4" : "IPv6", way, why_unknown()),
                             wait);
    finish();
}

std::string Detection::why_unknown() const {
    if (sighting_.said.empty()) return parties_.empty() ? "there is nobody to ask" : "nobody answered";
    std::vector<std::string> said;
    for (const Statement& statement : sighting_.said)
        said.push_back(fmt::format("{}: {}", statement.party,
                                   statement.address ? statement.address->to_string() : statement.refused));
    if (quorum_ == 1) return fmt::format("nobody's answer can be believed ({})", join(said, "; "));
    const std::string count = quorum_ == 2 ? "two" : std::to_string(quorum_);
    return fmt::format("no {} services agree ({})", count, join(said, "; "));
}

/// The callback may destroy this, so it is the last thing done.
void Detection::finish() {
    questions_.clear();
    hedge_.reset();
    deadline_.reset();
    const auto on_result = std::move(on_result_);
    on_result(std::move(sighting_));
}

/// Those of one method who can say something about that family.
std::vector<Party> parties_of(DetectMethod method, Family family, const WayOut& way,
                              const DetectSettings& settings) {
    std::vector<Party> fit;
    switch (method) {
    case DetectMethod::https:
        for (const EchoService& service : settings.https)
            if (!service.url(family).empty()) fit.push_back({service.run_by, method, service});
        break;
    case DetectMethod::dns:
        for (const DnsEcho& echo : settings.dns)
            if (echo.server(family)) fit.push_back({echo.run_by, method, echo});
        break;
    case DetectMethod::stun:
        for (const StunServer& server : settings.stun) fit.push_back({server.run_by, method, server});
        break;
    case DetectMethod::gateway:
        if (family == Family::v4 && way.gateway && way.gateway->family() == family)
            fit.push_back({std::string(gateway_party), method, TheGateway{}});
        break;
    }
    return fit;
}

} // namespace

Detector::Detector(HttpTransport& http, Sockets& sockets, Timers& timers, std::uint64_t rotation,
                   std::vector<EchoService> services)
    : http_(http), sockets_(sockets), timers_(timers), rotation_(rotation), services_(std::move(services)) {}

std::unique_ptr<Operation> Detector::detect(Family family, const WayOut& way, const DetectSettings& given,
                                            OnResult on_result) {
    DetectSettings settings = given;
    if (settings.https.empty()) settings.https = services_;
    settings = with_public_parties(std::move(settings));
    const std::uint64_t turn = rotation_++;
    std::vector<Party> all;
    for (const DetectMethod method : settings.methods) {
        std::vector<Party> parties = parties_of(method, family, way, settings);
        if (!parties.empty())
            std::rotate(parties.begin(), parties.begin() + static_cast<std::ptrdiff_t>(turn % parties.size()),
                        parties.end());
        std::move(parties.begin(), parties.end(), std::back_inserter(all));
    }
    return std::make_unique<Detection>(InquiryParts{http_, sockets_, timers_}, rests_, family, way,
                                       settings.quorum, std::move(all), std::move(on_result));
}

std::unique_ptr<Operation> Detector::listen(const WayOut& way, OnGatewayNews on_news) {
    if (!way.gateway || way.gateway->family() != Family::v4) return nullptr;
    const Endpoint group{*IpAddress::parse(announcement_group), announcement_port};
    return sockets_.listen(
        {way.interface, way.source}, group,
        [gateway = *way.gateway, on_news = std::move(on_news)](const Endpoint& from, std::string_view bytes) {
            const auto announcement = read_announcement(bytes);
            if (announcement && from.address == gateway) on_news(announcement->address);
        });
}

std::unique_ptr<GatewayEvents> Detector::subscribe(const WayOut& way, OnGatewayNews on_news) {
    return subscribe_to_gateway({http_, sockets_, timers_}, way, std::move(on_news));
}

} // namespace ddns
