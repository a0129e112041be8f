// SPDX-License-Identifier: MIT
#include "detect/port_mapping.h"

#include "detect/echo.h"

#include <array>
#include <fmt/format.h>

namespace ddns {

namespace {

constexpr unsigned char reply_bit = 0x80;
constexpr unsigned char pcp_version = 2, pcp_map = 1, udp = 17;
constexpr std::size_t pcp_header = 24, pcp_map_reply = 60;
constexpr std::size_t address_size = 16;

unsigned byte_at(std::string_view bytes, std::size_t at) { return static_cast<unsigned char>(bytes[at]); }

std::string big_endian(std::uint32_t number, int size) {
    std::string out;
    for (int shift = 8 * (size - 1); shift >= 0; shift -= 8) out += static_cast<char>(number >> shift & 0xff);
    return out;
}

const std::string& mapped_prefix() {
    static const std::string prefix = std::string(10, '\0') + "\xff\xff";
    return prefix;
}

/// An IPv4 address as PCP has it: ::ffff:a.b.c.d.
std::string mapped(const IpAddress& address) {
    return mapped_prefix() + std::string(address.bytes().begin(), address.bytes().end());
}

IpAddress address_at(std::string_view bytes, std::size_t at) {
    return IpAddress::from_bytes(Family::v4, reinterpret_cast<const std::uint8_t*>(bytes.data()) + at);
}

/// The first results mean the same in both, from 7 on in PCP alone (RFC 6886, 3.5; RFC 6887, 7.4).
Error refusal(std::string_view protocol, unsigned result, std::string_view meaning) {
    return {ErrorKind::bad_reply,
            fmt::format("it refused {} with result {} ({})", protocol, result, meaning)};
}

std::string_view nat_pmp_meaning(unsigned result) {
    constexpr std::array<std::string_view, 6> meanings{"success",          "version not known",
                                                       "not allowed",      "it has no address itself",
                                                       "out of resources", "opcode not known"};
    return result < meanings.size() ? meanings.at(result) : "unknown";
}

std::string_view pcp_meaning(unsigned result) {
    constexpr std::array<std::string_view, 14> meanings{
        "success",          "version not known",    "not allowed",       "malformed request",
        "opcode not known", "option not known",     "malformed option",  "it has no network itself",
        "out of resources", "protocol not known",   "too many mappings", "cannot provide external port",
        "address mismatch", "too many remote peers"};
    return result < meanings.size() ? meanings.at(result) : "unknown";
}

} // namespace

std::string write_nat_pmp_request() { return std::string(2, '\0'); }

std::optional<Result<IpAddress>> read_nat_pmp_reply(std::string_view bytes) {
    if (bytes.size() < 4 || byte_at(bytes, 1) != reply_bit) return std::nullopt;
    if (byte_at(bytes, 0) != 0) return fail(ErrorKind::bad_reply, "it does not know NAT-PMP");
    const unsigned result = byte_at(bytes, 2) << 8 | byte_at(bytes, 3);
    if (result != 0) return tl::unexpected<Error>(refusal("NAT-PMP", result, nat_pmp_meaning(result)));
    if (bytes.size() != 12) return fail(ErrorKind::bad_reply, "its NAT-PMP answer has the wrong length");
    return believable(address_at(bytes, 8), Family::v4);
}

std::string write_pcp_map(const PcpMapping& mapping, std::uint32_t lifetime) {
    std::string out{static_cast<char>(pcp_version), static_cast<char>(pcp_map)};
    out += big_endian(0, 2) + big_endian(lifetime, 4) + mapped(mapping.client);
    out += mapping.nonce + static_cast<char>(udp) + big_endian(0, 3);
    return out + big_endian(mapping.port, 2) + big_endian(0, 2) + mapped(IpAddress());
}

std::optional<Result<IpAddress>> read_pcp_reply(const PcpMapping& mapping, std::string_view bytes) {
    if (bytes.size() < 4) return std::nullopt;
    if (byte_at(bytes, 0) == 0) return fail(ErrorKind::bad_reply, "it does not know PCP");
    if (byte_at(bytes, 0) != pcp_version || byte_at(bytes, 1) != (pcp_map | reply_bit)) return std::nullopt;
    const unsigned result = byte_at(bytes, 3);
    const bool whole = bytes.size() >= pcp_map_reply;
    if (whole && bytes.substr(pcp_header, 12) != mapping.nonce) return std::nullopt;
    if (result != 0) return tl::unexpected<Error>(refusal("PCP", result, pcp_meaning(result)));
    if (!whole) return fail(ErrorKind::bad_reply, "its PCP answer is too short");
    const std::string wanted =
        std::string(1, static_cast<char>(udp)) + big_endian(0, 3) + big_endian(mapping.port, 2);
    if (byte_at(bytes, 36) != udp || bytes.substr(40, 2) != wanted.substr(4))
        return fail(ErrorKind::bad_reply, "its PCP answer is about another mapping");
    const std::string_view external = bytes.substr(44, address_size);
    if (external.substr(0, 12) != mapped_prefix())
        return fail(ErrorKind::bad_reply, "its PCP answer holds no IPv4 address");
    return believable(address_at(bytes, 56), Family::v4);
}

std::optional<Announcement> read_announcement(std::string_view bytes) {
    if (bytes.size() == 12 && byte_at(bytes, 0) == 0 && byte_at(bytes, 1) == reply_bit &&
        bytes.substr(2, 2) == std::string(2, '\0'))
        return Announcement{address_at(bytes, 8)};
    const bool pcp =
        bytes.size() >= pcp_header && byte_at(bytes, 0) == pcp_version && byte_at(bytes, 1) == reply_bit;
    if (pcp && byte_at(bytes, 3) == 0) return Announcement{};
    return std::nullopt;
}

} // namespace ddns
