// SPDX-License-Identifier: MIT
#include "net/address_class.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

namespace ddns {
namespace {

constexpr auto public_ = AddressClass::public_;
constexpr auto sixtofour = AddressClass::sixtofour;
constexpr auto cgnat = AddressClass::cgnat;
constexpr auto private_ = AddressClass::private_;
constexpr auto teredo = AddressClass::teredo;
constexpr auto link_local = AddressClass::link_local;
constexpr auto special = AddressClass::special;
constexpr auto unusable = AddressClass::unusable;

/// A row of a registry. IPv4 lives in the upper 32 bits of `high`, so that both families match alike.
struct Block {
    std::uint64_t high;
    std::uint64_t low;
    unsigned length;
    AddressClass address_class;
    std::string_view name;

    [[nodiscard]] constexpr bool contains(std::uint64_t other_high, std::uint64_t other_low) const {
        if (length == 0) return true;
        if (length <= 64) return ((high ^ other_high) >> (64 - length)) == 0;
        return high == other_high && ((low ^ other_low) >> (128 - length)) == 0;
    }
};

constexpr Block v4(unsigned a, unsigned b, unsigned c, unsigned d, unsigned length, AddressClass kind,
                   std::string_view name) {
    const std::uint64_t value = (std::uint64_t{a} << 24) | (b << 16) | (c << 8) | d;
    return {value << 32, 0, length, kind, name};
}

constexpr Block v6(std::uint64_t high, std::uint64_t low, unsigned length, AddressClass kind,
                   std::string_view name) {
    return {high, low, length, kind, name};
}

/// The anycast and AS112 blocks are globally reachable, but they are nobody's own address: `special`.
constexpr std::array v4_blocks{
    v4(0, 0, 0, 0, 32, unusable, "unspecified (RFC 1122)"),
    v4(192, 0, 0, 8, 32, special, "IPv4 dummy address (RFC 7600)"),
    v4(192, 0, 0, 9, 32, special, "Port Control Protocol anycast (RFC 7723)"),
    v4(192, 0, 0, 10, 32, special, "TURN anycast (RFC 8155)"),
    v4(192, 0, 0, 170, 32, special, "NAT64/DNS64 discovery (RFC 7050)"),
    v4(192, 0, 0, 171, 32, special, "NAT64/DNS64 discovery (RFC 7050)"),
    v4(192, 88, 99, 2, 32, special, "6a44 relay anycast (RFC 6751)"),
    v4(255, 255, 255, 255, 32, unusable, "limited broadcast (RFC 919)"),
    v4(192, 0, 0, 0, 29, special, "IPv4 service continuity (RFC 7335)"),
    v4(192, 0, 0, 0, 24, special, "IETF protocol assignments (RFC 6890)"),
    v4(192, 0, 2, 0, 24, special, "documentation TEST-NET-1 (RFC 5737)"),
    v4(192, 31, 196, 0, 24, special, "AS112-v4 (RFC 7535)"),
    v4(192, 52, 193, 0, 24, special, "AMT (RFC 7450)"),
    v4(192, 88, 99, 0, 24, special, "deprecated 6to4 relay anycast (RFC 7526)"),
    v4(192, 175, 48, 0, 24, special, "direct delegation AS112 (RFC 7534)"),
    v4(198, 51, 100, 0, 24, special, "documentation TEST-NET-2 (RFC 5737)"),
    v4(203, 0, 113, 0, 24, special, "documentation TEST-NET-3 (RFC 5737)"),
    v4(169, 254, 0, 0, 16, link_local, "link-local (RFC 3927)"),
    v4(192, 168, 0, 0, 16, private_, "private-use (RFC 1918)"),
    v4(198, 18, 0, 0, 15, special, "benchmarking (RFC 2544)"),
    v4(172, 16, 0, 0, 12, private_, "private-use (RFC 1918)"),
    v4(100, 64, 0, 0, 10, cgnat, "shared address space (RFC 6598)"),
    v4(0, 0, 0, 0, 8, unusable, "this network (RFC 791)"),
    v4(10, 0, 0, 0, 8, private_, "private-use (RFC 1918)"),
    v4(127, 0, 0, 0, 8, unusable, "loopback (RFC 1122)"),
    v4(224, 0, 0, 0, 4, unusable, "multicast (RFC 5771)"),
    v4(240, 0, 0, 0, 4, special, "reserved (RFC 1112)"),
    v4(0, 0, 0, 0, 0, public_, ""),
};

constexpr std::array v6_blocks{
    v6(0, 0, 128, unusable, "unspecified (RFC 4291)"),
    v6(0, 1, 128, unusable, "loopback (RFC 4291)"),
    v6(0x2001'0001'0000'0000, 1, 128, special, "Port Control Protocol anycast (RFC 7723)"),
    v6(0x2001'0001'0000'0000, 2, 128, special, "TURN anycast (RFC 8155)"),
    v6(0x2001'0001'0000'0000, 3, 128, special, "DNS-SD SRP anycast (RFC 9665)"),
    v6(0, 0, 96, special, "IPv4-compatible, deprecated (RFC 4291)"),
    v6(0, 0x0000'ffff'0000'0000, 96, unusable, "IPv4-mapped (RFC 4291)"),
    v6(0x0064'ff9b'0000'0000, 0, 96, special, "IPv4-IPv6 translation (RFC 6052)"),
    v6(0x0100'0000'0000'0000, 0, 64, special, "discard-only (RFC 6666)"),
    v6(0x0100'0000'0000'0001, 0, 64, special, "dummy prefix (RFC 9780)"),
    v6(0x0064'ff9b'0001'0000, 0, 48, special, "local-use translation (RFC 8215)"),
    v6(0x2001'0002'0000'0000, 0, 48, special, "benchmarking (RFC 5180)"),
    v6(0x2001'0004'0112'0000, 0, 48, special, "AS112-v6 (RFC 7535)"),
    v6(0x2620'004f'8000'0000, 0, 48, special, "direct delegation AS112 (RFC 7534)"),
    v6(0x2001'0000'0000'0000, 0, 32, teredo, "Teredo (RFC 4380)"),
    v6(0x2001'0003'0000'0000, 0, 32, special, "AMT (RFC 7450)"),
    v6(0x2001'0db8'0000'0000, 0, 32, special, "documentation (RFC 3849)"),
    v6(0x2001'0010'0000'0000, 0, 28, special, "deprecated ORCHID (RFC 4843)"),
    v6(0x2001'0020'0000'0000, 0, 28, special, "ORCHIDv2 (RFC 7343)"),
    v6(0x2001'0030'0000'0000, 0, 28, special, "drone remote identification (RFC 9374)"),
    v6(0x2001'0000'0000'0000, 0, 23, special, "IETF protocol assignments (RFC 2928)"),
    v6(0x3fff'0000'0000'0000, 0, 20, special, "documentation (RFC 9637)"),
    v6(0x2002'0000'0000'0000, 0, 16, sixtofour, "6to4 (RFC 3056)"),
    v6(0x5f00'0000'0000'0000, 0, 16, special, "segment routing identifiers (RFC 9602)"),
    v6(0xfe80'0000'0000'0000, 0, 10, link_local, "link-local unicast (RFC 4291)"),
    v6(0xfec0'0000'0000'0000, 0, 10, special, "deprecated site-local (RFC 3879)"),
    v6(0xff00'0000'0000'0000, 0, 8, unusable, "multicast (RFC 4291)"),
    v6(0xfc00'0000'0000'0000, 0, 7, private_, "unique-local (RFC 4193)"),
    v6(0x2000'0000'0000'0000, 0, 3, public_, ""),
    v6(0, 0, 0, special, "not allocated to global unicast (RFC 4291)"),
};

/// Longest first, hence the first match is the most specific one; the last row matches everything.
constexpr bool well_ordered(const auto& blocks) {
    return std::is_sorted(blocks.begin(), blocks.end(),
                          [](const Block& a, const Block& b) { return a.length > b.length; }) &&
           blocks.back().length == 0;
}
static_assert(well_ordered(v4_blocks));
static_assert(well_ordered(v6_blocks));

constexpr Classification look_up(const auto& blocks, std::uint64_t high, std::uint64_t low) {
    for (const Block& block : blocks)
        if (block.contains(high, low)) return {block.address_class, block.name};
    return {};
}

std::uint64_t big_endian(std::span<const std::uint8_t> bytes) {
    std::uint64_t value = 0;
    for (const std::uint8_t byte : bytes) value = (value << 8) | byte;
    return value;
}

constexpr std::array<std::pair<AddressClass, std::string_view>, 8> class_names{{
    {public_, "public"},
    {sixtofour, "sixtofour"},
    {cgnat, "cgnat"},
    {private_, "private"},
    {teredo, "teredo"},
    {link_local, "link_local"},
    {special, "special"},
    {unusable, "unusable"},
}};

} // namespace

std::string_view to_string(AddressClass address_class) {
    return class_names.at(static_cast<std::size_t>(address_class)).second;
}

std::optional<AddressClass> parse_address_class(std::string_view word) {
    for (const auto& [value, name] : class_names)
        if (name == word && value != unusable) return value;
    return std::nullopt;
}

Classification classify(const IpAddress& address) {
    const auto bytes = address.bytes();
    if (address.family() == Family::v4) return look_up(v4_blocks, big_endian(bytes) << 32, 0);
    return look_up(v6_blocks, big_endian(bytes.first(8)), big_endian(bytes.last(8)));
}

} // namespace ddns
