// SPDX-License-Identifier: MIT
#include "rank/host_part.h"

#include "util/text.h"

#include <algorithm>
#include <array>

namespace ddns {

namespace {

constexpr unsigned usual_length = 64;
constexpr std::size_t half = 8; ///< bytes of an interface identifier

using Bytes = std::array<std::uint8_t, 16>;

Bytes bytes_of(const IpAddress& address) {
    Bytes bytes{};
    std::copy_n(address.bytes().begin(), bytes.size(), bytes.begin());
    return bytes;
}

IpAddress address_of(const Bytes& bytes) { return IpAddress::from_bytes(Family::v6, bytes.data()); }

std::optional<std::uint8_t> hex_digit(char c) {
    if (c >= '0' && c <= '9') return static_cast<std::uint8_t>(c - '0');
    if (c >= 'a' && c <= 'f') return static_cast<std::uint8_t>(c - 'a' + 10);
    if (c >= 'A' && c <= 'F') return static_cast<std::uint8_t>(c - 'A' + 10);
    return std::nullopt;
}

std::optional<std::array<std::uint8_t, 6>> parse_mac(std::string_view text) {
    std::array<std::uint8_t, 6> mac{};
    if (text.size() != 3 * mac.size() - 1) return std::nullopt;
    for (std::size_t i = 0; i < mac.size(); ++i) {
        const auto high = hex_digit(text[3 * i]);
        const auto low = hex_digit(text[3 * i + 1]);
        const bool separated = i == 0 || (text[3 * i - 1] == text[2] && (text[2] == ':' || text[2] == '-'));
        if (!high || !low || !separated) return std::nullopt;
        mac.at(i) = static_cast<std::uint8_t>(*high << 4 | *low);
    }
    return mac;
}

bool all_zero(const std::uint8_t* from, std::size_t count) {
    return std::all_of(from, from + count, [](std::uint8_t byte) { return byte == 0; });
}

} // namespace

Result<HostPart> HostPart::from_suffix(std::string_view text) {
    const auto address = IpAddress::parse(text);
    if (!address || address->family() != Family::v6)
        return fail(ErrorKind::config, "must be the end of an IPv6 address, for example \"::1234\"");
    const Bytes bytes = bytes_of(*address);
    if (!all_zero(bytes.data(), half))
        return fail(ErrorKind::config, "has bits in its first 64, which belong to the prefix; give the last "
                                       "64 only, for example \"::1234\"");
    if (all_zero(bytes.data() + half, half))
        return fail(ErrorKind::config, "is zero, which is no host (RFC 4291, 2.6.1)");
    return HostPart{*address, false};
}

Result<HostPart> HostPart::from_mac_address(std::string_view text) {
    const auto mac = parse_mac(text);
    if (!mac)
        return fail(ErrorKind::config,
                    "must be six pairs of hexadecimal digits, for example \"aa:bb:cc:dd:ee:ff\"");
    if (((*mac)[0] & 1) != 0) return fail(ErrorKind::config, "is a group address, which no machine has");
    if (all_zero(mac->data(), mac->size())) return fail(ErrorKind::config, "is zero, which no machine has");
    const auto& m = *mac;
    const Bytes bytes{0,    0,    0,    0,    0,    0,    0,   0, static_cast<std::uint8_t>(m[0] ^ 2),
                      m[1], m[2], 0xff, 0xfe, m[3], m[4], m[5]};
    return HostPart{address_of(bytes), true};
}

Prefix network_of(const IpAddress& address, unsigned prefix_length) {
    const unsigned length = prefix_length >= 128 ? usual_length : std::max(prefix_length, usual_length);
    Bytes bytes = bytes_of(address);
    for (unsigned bit = length; bit < 128; ++bit)
        bytes.at(bit / 8) = static_cast<std::uint8_t>(bytes.at(bit / 8) & ~(0x80u >> (bit % 8)));
    return {address_of(bytes), length};
}

std::optional<IpAddress> address_in(const Prefix& network, const HostPart& host) {
    if (network.address.family() != Family::v6 || (host.from_mac && network.length != usual_length))
        return std::nullopt;
    if (network_of(host.bits, network.length) !=
        network_of(IpAddress::from_bytes(Family::v6, Bytes{}.data()), network.length))
        return std::nullopt;
    Bytes bytes = bytes_of(network.address);
    const Bytes bits = bytes_of(host.bits);
    for (std::size_t i = 0; i < bytes.size(); ++i)
        bytes.at(i) = static_cast<std::uint8_t>(bytes.at(i) | bits.at(i));
    return address_of(bytes);
}

} // namespace ddns
