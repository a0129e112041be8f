// SPDX-License-Identifier: MIT
#include "detect/stun.h"

#include "detect/echo.h"

#include <fmt/format.h>

namespace ddns {

namespace {

constexpr std::size_t header_size = 20;
constexpr std::string_view cookie = "\x21\x12\xA4\x42";
constexpr unsigned binding_request = 0x0001, binding_success = 0x0101, binding_error = 0x0111;
constexpr unsigned mapped_address = 0x0001, error_code = 0x0009, xor_mapped_address = 0x0020;

unsigned byte_at(std::string_view bytes, std::size_t at) { return static_cast<unsigned char>(bytes[at]); }
unsigned number16(std::string_view bytes, std::size_t at) {
    return byte_at(bytes, at) << 8 | byte_at(bytes, at + 1);
}

std::string bytes16(unsigned number) {
    return {static_cast<char>(number >> 8 & 0xff), static_cast<char>(number & 0xff)};
}

/// The value of the first attribute of that type; nullopt: none, or the attributes are broken before it.
std::optional<std::string_view> attribute(std::string_view attributes, unsigned type) {
    while (attributes.size() >= 4) {
        const std::size_t size = number16(attributes, 2);
        if (size > attributes.size() - 4) return std::nullopt;
        if (number16(attributes, 0) == type) return attributes.substr(4, size);
        const std::size_t padded = 4 + (size + 3) / 4 * 4;
        attributes.remove_prefix(std::min(padded, attributes.size()));
    }
    return std::nullopt;
}

/// RFC 8489, section 14.1: a zero, the family, the port, the address; `mask` is what the address was XORed
/// with.
std::optional<IpAddress> address_in(std::string_view value, std::string_view mask) {
    const bool v4 = value.size() == 8 && byte_at(value, 1) == 1;
    const bool v6 = value.size() == 20 && byte_at(value, 1) == 2;
    if (!v4 && !v6) return std::nullopt;
    std::string bytes(value.substr(4));
    for (std::size_t i = 0; i < bytes.size() && i < mask.size(); ++i)
        bytes[i] = static_cast<char>(bytes[i] ^ mask[i]);
    return IpAddress::from_bytes(v4 ? Family::v4 : Family::v6,
                                 reinterpret_cast<const std::uint8_t*>(bytes.data()));
}

Error refusal(std::string_view attributes) {
    const auto code = attribute(attributes, error_code);
    if (!code || code->size() < 4) return {ErrorKind::bad_reply, "it answered with an error"};
    return {ErrorKind::bad_reply, fmt::format("it answered with error {}",
                                              (byte_at(*code, 2) & 7) * 100 + byte_at(*code, 3) % 100)};
}

} // namespace

std::vector<StunServer> public_stun_servers() {
    return {{"Google", "stun.l.google.com", 19302}, {"Cloudflare", "stun.cloudflare.com", 3478}};
}

std::string write_stun_request(std::string_view transaction) {
    return bytes16(binding_request) + bytes16(0) + std::string(cookie) + std::string(transaction);
}

std::optional<Result<IpAddress>> read_stun_reply(std::string_view transaction, Family family,
                                                 std::string_view bytes) {
    if (bytes.size() < header_size || bytes.substr(4, 4) != cookie || bytes.substr(8, 12) != transaction)
        return std::nullopt;
    const unsigned type = number16(bytes, 0);
    if (type != binding_success && type != binding_error) return std::nullopt;
    if (number16(bytes, 2) != bytes.size() - header_size)
        return fail(ErrorKind::bad_reply, "its answer is not as long as it says");
    const std::string_view attributes = bytes.substr(header_size);
    if (type == binding_error) return tl::unexpected<Error>(refusal(attributes));
    std::optional<IpAddress> address;
    if (const auto value = attribute(attributes, xor_mapped_address))
        address = address_in(*value, bytes.substr(4, 16));
    else if (const auto plain = attribute(attributes, mapped_address))
        address = address_in(*plain, {});
    if (!address) return fail(ErrorKind::bad_reply, "its answer holds no address");
    return believable(*address, family);
}

} // namespace ddns
