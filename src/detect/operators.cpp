// SPDX-License-Identifier: MIT
#include "detect/operators.h"

#include "detect/dns_echo.h"
#include "detect/echo.h"
#include "detect/stun.h"
#include "http/url_text.h"
#include "util/text.h"

#include <algorithm>

namespace ddns {

namespace {

/// The port in "host:port"; nullopt: there is something else behind the host.
std::optional<std::uint16_t> port_of(std::string_view authority, std::uint16_t fallback) {
    const std::size_t colon = authority.rfind(':');
    if (colon == std::string_view::npos || authority.ends_with(']')) return fallback;
    const auto number = parse_unsigned(authority.substr(colon + 1));
    if (!number || *number == 0 || *number > 65535) return std::nullopt;
    return static_cast<std::uint16_t>(*number);
}

/// One `key=value` of a DNS URI; false: it is none.
bool take_query(DnsEcho& echo, std::string_view part) {
    const std::string text = to_lower(part);
    if (text == "type=a") echo.type = DnsType::A;
    if (text == "type=aaaa") echo.type = DnsType::AAAA;
    if (text == "type=txt") echo.type = DnsType::TXT;
    if (text == "class=ch") echo.dns_class = DnsClass::ch;
    return text.starts_with("type=") ? echo.type.has_value() : text == "class=in" || text == "class=ch";
}

} // namespace

Result<DnsEcho> own_dns_echo(std::string_view uri) {
    constexpr std::string_view scheme = "dns://";
    constexpr std::string_view form =
        "must be like dns://192.0.2.53/myip.example.net or, with the address in a TXT "
        "record, dns://192.0.2.53/myip.example.net?type=TXT";
    const std::size_t slash = uri.find('/', scheme.size());
    if (!uri.starts_with(scheme) || slash == std::string_view::npos ||
        uri.find('@') != std::string_view::npos)
        return fail(ErrorKind::config, std::string(form));
    const auto address = IpAddress::parse(host_of(uri));
    const auto port = port_of(authority_of(uri), 53);
    if (!address)
        return fail(ErrorKind::config,
                    "must name its server by an address, since a resolver would be seen in place of "
                    "this machine");
    const std::string_view rest = uri.substr(slash + 1);
    const std::size_t mark = std::min(rest.find('?'), rest.size());
    DnsEcho echo;
    echo.run_by = address->to_string();
    (address->family() == Family::v4 ? echo.server_v4 : echo.server_v6) = *address;
    echo.name = rest.substr(0, mark);
    echo.port = port.value_or(0);
    if (!port || echo.name.empty() || !DnsName::parse(echo.name))
        return fail(ErrorKind::config, std::string(form));
    if (mark < rest.size())
        for (const std::string_view part : split(rest.substr(mark + 1), ';'))
            if (!take_query(echo, part)) return fail(ErrorKind::config, std::string(form));
    return echo;
}

Result<StunServer> own_stun_server(std::string_view uri) {
    constexpr std::string_view scheme = "stun:";
    const std::string url = uri.starts_with(scheme) ? "stun://" + std::string(uri.substr(scheme.size())) : "";
    const std::string_view authority = authority_of(url);
    const std::string host(host_of(url));
    const auto port = port_of(authority, StunServer().port);
    const bool is_host = IpAddress::parse(host) || (!host.empty() && DnsName::parse(host));
    if (!is_host || !port || authority.size() + 7 != url.size())
        return fail(ErrorKind::config, "must be like stun:stun.example.net or stun:stun.example.net:3478");
    return StunServer{to_lower(host), host, *port};
}

EchoService own_echo_service(const std::string& url) {
    const std::string host = to_lower(host_of(url));
    const auto address = IpAddress::parse(host);
    EchoService service{host, url, url, EchoForm::plain};
    if (address) (address->family() == Family::v4 ? service.url_v6 : service.url_v4).clear();
    if (url.ends_with("/cdn-cgi/trace")) service.form = EchoForm::trace;
    return service;
}

DetectSettings with_public_parties(DetectSettings settings) {
    if (settings.https.empty()) settings.https = public_echo_services();
    if (settings.dns.empty()) settings.dns = public_dns_echoes();
    if (settings.stun.empty()) settings.stun = public_stun_servers();
    return settings;
}

std::vector<std::string> operators_of(const DetectSettings& settings) {
    const DetectSettings asked = with_public_parties(settings);
    std::vector<std::string> all;
    const auto add = [&all](const auto& parties) {
        for (const auto& party : parties) all.push_back(party.run_by);
    };
    for (const DetectMethod method : settings.methods) {
        if (method == DetectMethod::https) add(asked.https);
        if (method == DetectMethod::dns) add(asked.dns);
        if (method == DetectMethod::stun) add(asked.stun);
        if (method == DetectMethod::gateway) all.emplace_back(gateway_party);
    }
    std::ranges::sort(all);
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return all;
}

} // namespace ddns
