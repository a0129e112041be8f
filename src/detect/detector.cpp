// SPDX-License-Identifier: MIT
#include "detect/detector.h"

#include "util/text.h"

#include <algorithm>
#include <fmt/format.h>

namespace ddns {

namespace {

constexpr Duration time_for_all = std::chrono::seconds(20);
constexpr Duration time_for_one = std::chrono::seconds(8);
constexpr std::size_t longest_answer = 4096;
constexpr std::size_t votes_needed = 2;

/// One detection: who is left to be asked, who is being asked, and what has been said.
class Detection final : public Operation {
public:
    Detection(HttpTransport& http, Timers& timers, Family family, std::string interface,
              std::vector<EchoService> services, Detector::OnResult on_result)
        : http_(http), family_(family), interface_(std::move(interface)), services_(std::move(services)),
          on_result_(std::move(on_result)), questions_(services_.size()) {
        deadline_ = timers.after(services_.empty() ? Duration::zero() : time_for_all,
                                 [this] { finish(no_agreement(ErrorKind::timeout)); });
        ask_as_needed();
    }

private:
    struct Vote {
        std::string run_by;
        IpAddress address;
    };

    void ask_as_needed();
    void ask(std::size_t index);
    void on_reply(std::size_t index, const Result<HttpReply>& reply);
    [[nodiscard]] Result<IpAddress> read(const EchoService& service, const Result<HttpReply>& reply) const;
    [[nodiscard]] bool is_confirmed(const Vote& vote) const;
    void note(const EchoService& service, std::string_view said);
    [[nodiscard]] tl::unexpected<Error> no_agreement(ErrorKind kind) const;
    void finish(Result<IpAddress> result);

    HttpTransport& http_;
    const Family family_;
    const std::string interface_;
    const std::vector<EchoService> services_; ///< in the order they are asked
    Detector::OnResult on_result_;

    std::size_t next_ = 0;
    std::size_t waiting_ = 0;
    bool unreached_ = true; ///< nobody has answered anything
    std::vector<Vote> votes_;
    std::vector<std::string> said_;
    std::vector<std::unique_ptr<Operation>> questions_;
    std::unique_ptr<Operation> deadline_;
};

/// As many questions as could still make two equal answers.
void Detection::ask_as_needed() {
    const std::size_t had = votes_.empty() ? 0 : 1;
    while (next_ < services_.size() && had + waiting_ < votes_needed) ask(next_++);
}

void Detection::ask(std::size_t index) {
    const std::string& url = services_[index].url(family_);
    HttpRequest request;
    request.url = Secret(url);
    request.label = "GET " + url;
    request.interface = interface_;
    request.family = family_;
    request.timeout = time_for_one;
    request.max_reply = longest_answer;
    request.fresh_connection = true;
    ++waiting_;
    questions_[index] =
        http_.start(std::move(request), [this, index](Result<HttpReply> reply) { on_reply(index, reply); });
}

void Detection::on_reply(std::size_t index, const Result<HttpReply>& reply) {
    const EchoService& service = services_[index];
    --waiting_;
    unreached_ = unreached_ && !reply;
    if (const auto address = read(service, reply)) {
        const Vote vote{service.run_by, *address};
        if (is_confirmed(vote)) return finish(*address);
        votes_.push_back(vote);
        note(service, address->to_string());
    } else {
        note(service, address.error().what);
    }
    ask_as_needed();
    if (waiting_ == 0) finish(no_agreement(unreached_ ? ErrorKind::network : ErrorKind::bad_reply));
}

Result<IpAddress> Detection::read(const EchoService& service, const Result<HttpReply>& reply) const {
    if (!reply) return tl::unexpected<Error>(reply.error());
    if (reply->status != 200)
        return fail(ErrorKind::bad_reply, fmt::format("it answered with status {}", reply->status));
    return read_echo(service.form, reply->body, family_);
}

bool Detection::is_confirmed(const Vote& vote) const {
    return std::ranges::any_of(votes_, [&](const Vote& other) {
        return other.address == vote.address && other.run_by != vote.run_by;
    });
}

void Detection::note(const EchoService& service, std::string_view said) {
    said_.push_back(fmt::format("{}: {}", service.run_by, said));
}

tl::unexpected<Error> Detection::no_agreement(ErrorKind kind) const {
    const std::string way = interface_.empty() ? std::string() : " through " + interface_;
    const std::string what = services_.empty() ? std::string("there is no service to ask")
                             : said_.empty()   ? std::string("nobody answered")
                                               : fmt::format("no two services agree ({})", join(said_, "; "));
    return fail(services_.empty() ? ErrorKind::config : kind,
                fmt::format("the {} address seen outside{} is not known: {}",
                            family_ == Family::v4 ? "IPv4" : "IPv6", way, what));
}

/// The callback may destroy this, so it is the last thing done.
void Detection::finish(Result<IpAddress> result) {
    questions_.clear();
    deadline_.reset();
    const auto on_result = std::move(on_result_);
    on_result(std::move(result));
}

} // namespace

Detector::Detector(HttpTransport& http, Timers& timers, std::uint64_t rotation,
                   std::vector<EchoService> services)
    : http_(http), timers_(timers), rotation_(rotation), services_(std::move(services)) {}

std::unique_ptr<Operation> Detector::detect(Family family, const std::string& interface, OnResult on_result) {
    std::vector<EchoService> fit;
    for (const EchoService& service : services_)
        if (!service.url(family).empty()) fit.push_back(service);
    if (!fit.empty()) {
        const auto first = static_cast<std::ptrdiff_t>(rotation_++ % fit.size());
        std::rotate(fit.begin(), fit.begin() + first, fit.end());
    }
    return std::make_unique<Detection>(http_, timers_, family, interface, std::move(fit),
                                       std::move(on_result));
}

} // namespace ddns
