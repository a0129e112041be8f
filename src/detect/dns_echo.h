// SPDX-License-Identifier: MIT
#pragma once

#include "dns/message.h"
#include "net/address.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ddns {

/// A name server that answers a certain question with the address of whoever asks. It is asked itself, never
/// through a resolver, whose address would be the answer.
struct DnsEcho {
    std::string run_by;
    std::optional<IpAddress> server_v4, server_v6; ///< nullopt: not for that family
    std::string name;
    /// nullopt: A or AAAA, as the family is. TXT: the address is the text.
    std::optional<DnsType> type;
    DnsClass dns_class = DnsClass::in;
    std::uint16_t port = 53;

    [[nodiscard]] const std::optional<IpAddress>& server(Family family) const {
        return family == Family::v4 ? server_v4 : server_v6;
    }
    [[nodiscard]] DnsQuestion question(Family family) const;
    bool operator==(const DnsEcho&) const = default;
};

/// OpenDNS (myip.opendns.com), Google (o-o.myaddr.l.google.com at ns1), Cloudflare (whoami.cloudflare, class
/// CH): what each documents for this purpose.
std::vector<DnsEcho> public_dns_echoes();

/// The question on the wire.
std::string write_dns_echo_query(const DnsEcho& echo, Family family, std::uint16_t id);

/// What came back.
struct DnsEchoReply {
    bool truncated = false;    ///< ask again over TCP
    Result<IpAddress> address; ///< else: public and of that family, or `bad_reply`
};

/// nullopt: that is no reply to this question (another id, name or type, or not DNS at all): whoever sent it,
/// the true reply may still come.
std::optional<DnsEchoReply> read_dns_echo(const DnsEcho& echo, Family family, std::uint16_t id,
                                          std::string_view bytes);

} // namespace ddns
