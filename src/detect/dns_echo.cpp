// SPDX-License-Identifier: MIT
#include "detect/dns_echo.h"

#include "detect/echo.h"
#include "dns/rdata.h"
#include "util/text.h"

#include <fmt/format.h>

namespace ddns {

namespace {

constexpr DnsLimits echo_limits{4096, 64, 16};

DnsEcho echo(const char* run_by, const char* v4, const char* v6, const char* name,
             std::optional<DnsType> type = std::nullopt, DnsClass dns_class = DnsClass::in) {
    return {run_by, *IpAddress::parse(v4), *IpAddress::parse(v6), name, type, dns_class};
}

Result<IpAddress> address_in(const DnsRecord& record, Family family) {
    if (record.type != DnsType::TXT) {
        if (const auto address = address_of(record)) return believable(*address, family);
        return fail(ErrorKind::bad_reply, "its answer holds a broken address");
    }
    const std::string text = text_of(record).value_or("");
    if (const auto address = IpAddress::parse(text)) return believable(*address, family);
    return fail(ErrorKind::bad_reply, fmt::format("its answer is no address: \"{}\"", printable(text, 40)));
}

/// Exactly one record, of the question's name and type, and nothing beside it.
Result<IpAddress> only_answer(const DnsMessage& reply, const DnsQuestion& question, Family family) {
    if (reply.rcode != Rcode::noerror)
        return fail(ErrorKind::bad_reply, fmt::format("it answered {}", to_string(reply.rcode)));
    if (reply.answers.size() != 1)
        return fail(ErrorKind::bad_reply,
                    fmt::format("its answer holds {} records, not one", reply.answers.size()));
    const DnsRecord& record = reply.answers.front();
    if (record.name != question.name || record.type != question.type ||
        record.dns_class != question.dns_class)
        return fail(ErrorKind::bad_reply, "its answer is to another question");
    return address_in(record, family);
}

} // namespace

DnsQuestion DnsEcho::question(Family family) const {
    return {DnsName::parse(name).value_or(DnsName()), type.value_or(dns_type_of(type_of(family))), dns_class};
}

std::vector<DnsEcho> public_dns_echoes() {
    return {
        echo("OpenDNS", "208.67.222.222", "2620:119:35::35", "myip.opendns.com"),
        echo("Google", "216.239.32.10", "2001:4860:4802:32::a", "o-o.myaddr.l.google.com", DnsType::TXT),
        echo("Cloudflare", "1.1.1.1", "2606:4700:4700::1111", "whoami.cloudflare", DnsType::TXT,
             DnsClass::ch),
    };
}

std::string write_dns_echo_query(const DnsEcho& echo, Family family, std::uint16_t id) {
    DnsMessage query;
    query.id = id;
    query.recursion_desired = true;
    query.questions = {echo.question(family)};
    return write_dns_message(query).value_or("");
}

std::optional<DnsEchoReply> read_dns_echo(const DnsEcho& echo, Family family, std::uint16_t id,
                                          std::string_view bytes) {
    const auto reply = parse_dns_message(bytes, echo_limits);
    const DnsQuestion question = echo.question(family);
    if (!reply || !reply->is_reply || reply->id != id || reply->opcode != Opcode::query ||
        reply->questions != std::vector{question})
        return std::nullopt;
    if (reply->truncated) return DnsEchoReply{true, fail(ErrorKind::bad_reply, "its answer was cut off")};
    return DnsEchoReply{false, only_answer(*reply, question, family)};
}

} // namespace ddns
