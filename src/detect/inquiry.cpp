// SPDX-License-Identifier: MIT
#include "detect/inquiry.h"

#include "http/retry_after.h"

#include <fmt/format.h>

namespace ddns {

namespace {

constexpr std::size_t longest_answer = 4096;

Result<IpAddress> read_reply(const EchoService& service, Family family, const Result<HttpReply>& reply) {
    if (!reply) return tl::unexpected<Error>(reply.error());
    if (reply->status == 403 || reply->status == 429)
        return fail(ErrorKind::rate, fmt::format("it answered with status {}", reply->status),
                    retry_after(*reply));
    if (reply->status != 200)
        return fail(ErrorKind::bad_reply, fmt::format("it answered with status {}", reply->status));
    return read_echo(service.form, reply->body, family);
}

} // namespace

std::unique_ptr<Operation> ask_over_http(const InquiryParts& parts, const EchoService& service, Family family,
                                         const WayOut& way, OnAnswer on_answer) {
    const std::string& url = service.url(family);
    HttpRequest request;
    request.url = Secret(url);
    request.label = "GET " + url;
    request.interface = way.interface;
    request.source = way.source;
    request.family = family;
    request.timeout = time_for_one;
    request.max_reply = longest_answer;
    request.fresh_connection = true;
    return parts.http.start(std::move(request), [service, family, on_answer = std::move(on_answer)](
                                                    const Result<HttpReply>& reply) {
        on_answer(read_reply(service, family, reply));
    });
}

std::unique_ptr<Operation> ask(const InquiryParts& parts, const Party& party, Family family,
                               const WayOut& way, OnAnswer on_answer) {
    if (const auto* echo = std::get_if<DnsEcho>(&party.service))
        return ask_over_dns(parts, *echo, family, way, std::move(on_answer));
    if (const auto* server = std::get_if<StunServer>(&party.service))
        return ask_over_stun(parts, *server, family, way, std::move(on_answer));
    if (std::holds_alternative<TheGateway>(party.service))
        return ask_gateway(parts, way, std::move(on_answer));
    return ask_over_http(parts, std::get<EchoService>(party.service), family, way, std::move(on_answer));
}

} // namespace ddns
