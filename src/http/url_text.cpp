// SPDX-License-Identifier: MIT
#include "http/url_text.h"

#include "net/address.h"
#include "util/text.h"

namespace ddns {

std::string_view authority_of(std::string_view url) {
    const auto scheme = url.find("://");
    if (scheme == std::string_view::npos) return {};
    auto authority = url.substr(scheme + 3);
    authority = authority.substr(0, authority.find_first_of("/?#\\"));
    const auto user = authority.rfind('@');
    return user == std::string_view::npos ? authority : authority.substr(user + 1);
}

std::string_view host_of(std::string_view url) {
    const auto authority = authority_of(url);
    if (authority.starts_with('[')) {
        const auto end = authority.find(']');
        return end == std::string_view::npos ? std::string_view{} : authority.substr(1, end - 1);
    }
    return authority.substr(0, authority.find(':'));
}

std::string host_and_port_of(std::string_view url) {
    std::string authority(authority_of(url));
    const auto after_host = authority.find(':', authority.starts_with('[') ? authority.find(']') : 0);
    if (after_host != std::string::npos) return authority;
    return authority + (equals_ignoring_case(url.substr(0, url.find(':')), "https") ? ":443" : ":80");
}

bool is_loopback_host(std::string_view host) {
    if (const auto address = IpAddress::parse(host)) {
        const auto bytes = address->bytes();
        return address->family() == Family::v4 ? bytes[0] == 127 : address->to_string() == "::1";
    }
    const std::string name = to_lower(host);
    return name == "localhost" || name.ends_with(".localhost");
}

} // namespace ddns
