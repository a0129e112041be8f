// SPDX-License-Identifier: MIT
#include "detect/echo.h"

#include "net/address_class.h"
#include "util/text.h"

#include <fmt/format.h>
#include <optional>

namespace ddns {

namespace {

std::string_view family_name(Family family) { return family == Family::v4 ? "IPv4" : "IPv6"; }

/// The value of the only line with that key; nullopt when there is none or more than one.
std::optional<std::string_view> only_value(std::string_view body, std::string_view key) {
    std::optional<std::string_view> found;
    for (const std::string_view line : split(body, '\n')) {
        const auto equals = line.find('=');
        if (equals == std::string_view::npos || line.substr(0, equals) != key) continue;
        if (found) return std::nullopt;
        found = trim(line.substr(equals + 1));
    }
    return found;
}

Result<std::string_view> address_text(EchoForm form, std::string_view body) {
    if (form == EchoForm::plain) return trim(body);
    const auto warp = only_value(body, "warp");
    if (warp && *warp != "off")
        return fail(ErrorKind::bad_reply, "it saw the request come out of its own tunnel (WARP)");
    const auto address = only_value(body, "ip");
    if (!address) return fail(ErrorKind::bad_reply, "its answer has no line ip=");
    return *address;
}

} // namespace

std::vector<EchoService> public_echo_services() {
    return {
        {"Cloudflare", "https://1.1.1.1/cdn-cgi/trace", "https://[2606:4700:4700::1111]/cdn-cgi/trace",
         EchoForm::trace},
        {"ipify", "https://api4.ipify.org/", "https://api6.ipify.org/", EchoForm::plain},
        {"ident.me", "https://v4.ident.me/", "https://v6.ident.me/", EchoForm::plain},
        {"deSEC", "https://checkipv4.dedyn.io/", "https://checkipv6.dedyn.io/", EchoForm::plain},
        {"nsupdate.info", "https://ipv4.nsupdate.info/myip", "https://ipv6.nsupdate.info/myip",
         EchoForm::plain},
        {"dnsHome", "https://ip4.dnshome.de/", "https://ip6.dnshome.de/", EchoForm::plain},
        {"Amazon", "https://checkip.amazonaws.com/", "", EchoForm::plain},
    };
}

Result<IpAddress> believable(const IpAddress& address, Family family) {
    if (address.family() != family)
        return fail(ErrorKind::bad_reply, fmt::format("it answered {}, which is no {} address",
                                                      address.to_string(), family_name(family)));
    const Classification seen = classify(address);
    if (seen.address_class != AddressClass::public_)
        return fail(ErrorKind::bad_reply,
                    fmt::format("it answered {}, which is not public: {}", address.to_string(), seen.block));
    return address;
}

Result<IpAddress> read_echo(EchoForm form, std::string_view body, Family family) {
    const auto text = address_text(form, body);
    if (!text) return tl::unexpected<Error>(text.error());
    const auto address = IpAddress::parse(*text);
    if (!address || address->family() != family)
        return fail(ErrorKind::bad_reply, fmt::format("its answer is no {} address: \"{}\"",
                                                      family_name(family), printable(*text, 40)));
    return believable(*address, family);
}

} // namespace ddns
