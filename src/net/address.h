// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace ddns {

enum class Family : std::uint8_t { v4, v6 };

/// "v4" / "v6", as in `rank --json`.
std::string_view to_string(Family family);

/// The type of a DNS record that holds addresses of one family.
enum class RecordType : std::uint8_t { A, AAAA };

std::string_view to_string(RecordType type);
constexpr Family family_of(RecordType type) { return type == RecordType::A ? Family::v4 : Family::v6; }
constexpr RecordType type_of(Family family) {
    return family == Family::v4 ? RecordType::A : RecordType::AAAA;
}

/// An IPv4 or IPv6 address. Ordered by family, then numerically.
class IpAddress {
public:
    IpAddress() = default; ///< 0.0.0.0

    /// Network byte order, as the kernel and packets have it. 4 bytes for v4, 16 for v6.
    static IpAddress from_bytes(Family family, const std::uint8_t* bytes);
    /// Strict text form: no port, no brackets, no zone, no leading zeros in IPv4.
    static std::optional<IpAddress> parse(std::string_view text);

    [[nodiscard]] Family family() const { return family_; }
    /// 4 or 16 bytes in network order.
    [[nodiscard]] std::span<const std::uint8_t> bytes() const {
        return {bytes_.data(), family_ == Family::v4 ? std::size_t{4} : std::size_t{16}};
    }
    /// RFC 5952 for IPv6.
    [[nodiscard]] std::string to_string() const;

    auto operator<=>(const IpAddress&) const = default;

private:
    Family family_ = Family::v4;
    std::array<std::uint8_t, 16> bytes_{};
};

/// An address and the length of its network part.
struct Prefix {
    IpAddress address;
    unsigned length = 0;

    /// "10.0.0.0/8". Without a slash: the whole address.
    static std::optional<Prefix> parse(std::string_view text);
    [[nodiscard]] bool contains(const IpAddress& other) const;
    [[nodiscard]] std::string to_string() const;
    bool operator==(const Prefix&) const = default;
};

} // namespace ddns
