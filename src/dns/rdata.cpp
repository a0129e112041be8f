// SPDX-License-Identifier: MIT
#include "dns/rdata.h"

namespace ddns {

namespace {

constexpr std::size_t longest_string = 255;

} // namespace

std::string address_data(const IpAddress& address) {
    const auto bytes = address.bytes();
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::optional<IpAddress> address_of(const DnsRecord& record) {
    if (record.dns_class != DnsClass::in) return std::nullopt;
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(record.data.data());
    if (record.type == DnsType::A && record.data.size() == 4) return IpAddress::from_bytes(Family::v4, bytes);
    if (record.type == DnsType::AAAA && record.data.size() == 16)
        return IpAddress::from_bytes(Family::v6, bytes);
    return std::nullopt;
}

std::string text_data(std::string_view text) {
    std::string data;
    do {
        const std::string_view part = text.substr(0, longest_string);
        data += static_cast<char>(part.size());
        data += part;
        text.remove_prefix(part.size());
    } while (!text.empty());
    return data;
}

std::optional<std::string> text_of(const DnsRecord& record) {
    if (record.type != DnsType::TXT || record.data.empty()) return std::nullopt;
    std::string text;
    std::string_view data = record.data;
    while (!data.empty()) {
        const auto size = static_cast<unsigned char>(data[0]);
        if (size >= data.size()) return std::nullopt;
        text += data.substr(1, size);
        data.remove_prefix(1u + size);
    }
    return text;
}

std::optional<DnsName> primary_of(const DnsRecord& soa) {
    if (soa.type != DnsType::SOA) return std::nullopt;
    std::size_t end = 0;
    while (end < soa.data.size() && soa.data[end] != 0) end += 1u + static_cast<unsigned char>(soa.data[end]);
    return DnsName::from_wire(std::string_view(soa.data).substr(0, end + 1));
}

} // namespace ddns
