// SPDX-License-Identifier: MIT
#include "detect/operators.h"

#include "detect/dns_echo.h"
#include "detect/echo.h"
#include "detect/stun.h"
#include "http/url_text.h"
#include "util/text.h"

#include <algorithm>

namespace ddns {

EchoService own_echo_service(const std::string& url) {
    const std::string host = to_lower(host_of(url));
    const auto address = IpAddress::parse(host);
    EchoService service{host, url, url, EchoForm::plain};
    if (address) (address->family() == Family::v4 ? service.url_v6 : service.url_v4).clear();
    if (url.ends_with("/cdn-cgi/trace")) service.form = EchoForm::trace;
    return service;
}

std::vector<std::string> operators_of(const DetectSettings& settings) {
    std::vector<std::string> all;
    for (const DetectMethod method : settings.methods) {
        if (method == DetectMethod::https)
            for (const EchoService& service :
                 settings.https.empty() ? public_echo_services() : settings.https)
                all.push_back(service.run_by);
        if (method == DetectMethod::dns)
            for (const DnsEcho& echo : public_dns_echoes()) all.push_back(echo.run_by);
        if (method == DetectMethod::stun)
            for (const StunServer& server : public_stun_servers()) all.push_back(server.run_by);
        if (method == DetectMethod::gateway) all.emplace_back(gateway_party);
    }
    std::ranges::sort(all);
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return all;
}

} // namespace ddns
