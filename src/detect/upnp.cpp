// SPDX-License-Identifier: MIT
#include "detect/upnp.h"

#include "detect/echo.h"
#include "detect/upnp_tree.h"
#include "http/url_text.h"
#include "util/text.h"
#include "util/xml.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace ddns {

namespace {

constexpr std::size_t most_xml = 256u << 10;
constexpr std::size_t most_url = 512;
constexpr std::size_t most_services = 4;
constexpr std::array<std::string_view, 3> wanted_types{"urn:schemas-upnp-org:service:WANIPConnection:1",
                                                       "urn:schemas-upnp-org:service:WANIPConnection:2",
                                                       "urn:schemas-upnp-org:service:WANPPPConnection:1"};

bool is_on(std::string_view url, const IpAddress& gateway) {
    const bool plain = std::ranges::all_of(url, [](char c) { return c > 0x20 && c < 0x7f; });
    return plain && url.size() <= most_url && to_lower(url.substr(0, 7)) == "http://" &&
           url.find('@') == std::string_view::npos && IpAddress::parse(host_of(url)) == gateway;
}

/// A URL in a description is absolute, or relative to the host, or to the folder of the description (RFC
/// 3986, section 5.2, as far as routers use it).
std::string absolute(std::string_view url, std::string_view location) {
    if (to_lower(url.substr(0, 7)) == "http://") return std::string(url);
    const std::size_t host_end = std::min(location.find_first_of("/?", 7), location.size());
    if (url.starts_with('/')) return std::string(location.substr(0, host_end)) + std::string(url);
    const std::string_view path = location.substr(0, location.find('?'));
    const std::size_t folder_end = path.rfind('/');
    if (folder_end == std::string_view::npos || folder_end < host_end)
        return std::string(path.substr(0, host_end)) + "/" + std::string(url);
    return std::string(path.substr(0, folder_end + 1)) + std::string(url);
}

std::string text_at(const Json::Object& object, std::string_view key) {
    for (const auto& [name, value] : object)
        if (name == key) return text_of(value);
    return {};
}

} // namespace

std::string write_ssdp_search() {
    return fmt::format("M-SEARCH * HTTP/1.1\r\nHOST: {}:{}\r\nMAN: \"ssdp:discover\"\r\nMX: 1\r\n"
                       "ST: urn:schemas-upnp-org:device:InternetGatewayDevice:1\r\n\r\n",
                       ssdp_group, ssdp_port);
}

std::optional<std::string> read_ssdp_answer(std::string_view datagram, const IpAddress& gateway) {
    const auto lines = split(datagram, '\n');
    if (!trim(lines.front()).starts_with("HTTP/1.1 200")) return std::nullopt;
    std::optional<std::string> location;
    bool is_gateway = false;
    for (const std::string_view line : lines) {
        const auto colon = line.find(':');
        if (colon == std::string_view::npos) continue;
        const std::string_view value = trim(line.substr(colon + 1));
        if (equals_ignoring_case(trim(line.substr(0, colon)), "location")) location = value;
        if (equals_ignoring_case(trim(line.substr(0, colon)), "st"))
            is_gateway = value.find(":InternetGatewayDevice:") != std::string_view::npos;
    }
    if (!is_gateway || !location || !is_on(*location, gateway)) return std::nullopt;
    return location;
}

Result<std::vector<WanService>> read_description(std::string_view xml, const std::string& location,
                                                 const IpAddress& gateway) {
    const auto tree = parse_xml(xml, most_xml);
    if (!tree) return fail(ErrorKind::bad_reply, "its UPnP description cannot be read");
    std::vector<WanService> services;
    each_object(*tree, [&](const Json::Object& object) {
        const std::string type = text_at(object, "serviceType");
        if (std::ranges::find(wanted_types, type) == wanted_types.end()) return;
        const std::string url = absolute(text_at(object, "controlURL"), location);
        if (!is_on(url, gateway) || services.size() >= most_services) return;
        const std::string events = text_at(object, "eventSubURL");
        const std::string event_url = events.empty() ? events : absolute(events, location);
        services.push_back({type, url, is_on(event_url, gateway) ? event_url : std::string()});
    });
    if (services.empty())
        return fail(ErrorKind::bad_reply, "its UPnP description names no service that knows the address");
    return services;
}

std::string write_address_call(const WanService& service) {
    return fmt::format(
        "<?xml version=\"1.0\"?>\r\n"
        "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\" "
        "s:encodingStyle=\"http://schemas.xmlsoap.org/soap/encoding/\"><s:Body>"
        "<u:GetExternalIPAddress xmlns:u=\"{}\"></u:GetExternalIPAddress></s:Body></s:Envelope>\r\n",
        service.type);
}

Result<IpAddress> read_address_reply(std::string_view xml) {
    const auto tree = parse_xml(xml, most_xml);
    if (!tree) return fail(ErrorKind::bad_reply, "its UPnP answer cannot be read");
    const std::vector<std::string> found = texts_named(*tree, "NewExternalIPAddress");
    if (found.size() != 1) return fail(ErrorKind::bad_reply, "its UPnP answer does not hold one address");
    if (const auto address = IpAddress::parse(trim(found.front()))) return believable(*address, Family::v4);
    return fail(ErrorKind::bad_reply,
                fmt::format("its UPnP answer is no address: \"{}\"", printable(found.front(), 40)));
}

} // namespace ddns
