// SPDX-License-Identifier: MIT
#include "net/address.h"

#include "util/text.h"

#include <algorithm>
#ifdef _WIN32
#include <ws2tcpip.h>
#else
#include <arpa/inet.h>
#endif

namespace ddns {

std::string_view to_string(Family family) { return family == Family::v4 ? "v4" : "v6"; }

std::string_view to_string(RecordType type) { return type == RecordType::A ? "A" : "AAAA"; }

IpAddress IpAddress::from_bytes(Family family, const std::uint8_t* bytes) {
    IpAddress address;
    address.family_ = family;
    std::copy_n(bytes, family == Family::v4 ? 4 : 16, address.bytes_.begin());
    return address;
}

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
    if (text.empty() || text.size() > 45 || text.find('\0') != std::string_view::npos) return std::nullopt;
    const std::string terminated(text);
    const Family family = terminated.find(':') == std::string::npos ? Family::v4 : Family::v6;
    std::array<std::uint8_t, 16> bytes{};
    const int af = family == Family::v4 ? AF_INET : AF_INET6;
    if (inet_pton(af, terminated.c_str(), bytes.data()) != 1) return std::nullopt;
    return from_bytes(family, bytes.data());
}

std::string IpAddress::to_string() const {
    char text[64] = "";
    inet_ntop(family_ == Family::v4 ? AF_INET : AF_INET6, bytes_.data(), text, sizeof text);
    return text;
}

std::optional<Prefix> Prefix::parse(std::string_view text) {
    const std::size_t slash = text.find('/');
    const auto address = IpAddress::parse(text.substr(0, slash));
    if (!address) return std::nullopt;
    const auto full = static_cast<unsigned>(address->bytes().size() * 8);
    if (slash == std::string_view::npos) return Prefix{*address, full};
    const auto length = parse_unsigned(text.substr(slash + 1));
    if (!length || *length > full) return std::nullopt;
    return Prefix{*address, static_cast<unsigned>(*length)};
}

bool Prefix::contains(const IpAddress& other) const {
    if (other.family() != address.family()) return false;
    const auto ours = address.bytes();
    const auto theirs = other.bytes();
    const std::size_t whole = length / 8;
    if (!std::equal(ours.begin(), ours.begin() + static_cast<std::ptrdiff_t>(whole), theirs.begin()))
        return false;
    const unsigned rest = length % 8;
    if (rest == 0) return true;
    const auto mask = static_cast<std::uint8_t>(0xff << (8 - rest));
    return ((ours[whole] ^ theirs[whole]) & mask) == 0;
}

std::string Prefix::to_string() const { return address.to_string() + "/" + std::to_string(length); }

} // namespace ddns
