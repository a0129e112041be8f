// SPDX-License-Identifier: MIT
#include "net/address_class.h"

#include <doctest/doctest.h>

#include <array>
#include <string>
#include <vector>

using namespace ddns;

namespace {

struct Row {
    const char* block;
    AddressClass expected;
    /// What the addresses just outside have; nullptr at the ends of the address space.
    const char* before;
    const char* after;
};

constexpr auto usable_names = std::to_array<const char*>(
    {"public", "sixtofour", "cgnat", "private", "teredo", "link_local", "special"});

const std::vector<Row>& rows() {
    using enum AddressClass;
    static const std::vector<Row> table{
        {"0.0.0.0/8", unusable, nullptr, "public"},
        {"0.0.0.0/32", unusable, nullptr, "unusable"},
        {"10.0.0.0/8", private_, "public", "public"},
        {"100.64.0.0/10", cgnat, "public", "public"},
        {"127.0.0.0/8", unusable, "public", "public"},
        {"169.254.0.0/16", link_local, "public", "public"},
        {"172.16.0.0/12", private_, "public", "public"},
        {"192.0.0.0/24", special, "public", "public"},
        {"192.0.0.0/29", special, "public", "special"},
        {"192.0.0.8/32", special, "special", "special"},
        {"192.0.0.9/32", special, "special", "special"},
        {"192.0.0.10/32", special, "special", "special"},
        {"192.0.0.170/32", special, "special", "special"},
        {"192.0.0.171/32", special, "special", "special"},
        {"192.0.2.0/24", special, "public", "public"},
        {"192.31.196.0/24", special, "public", "public"},
        {"192.52.193.0/24", special, "public", "public"},
        {"192.88.99.0/24", special, "public", "public"},
        {"192.88.99.2/32", special, "special", "special"},
        {"192.168.0.0/16", private_, "public", "public"},
        {"192.175.48.0/24", special, "public", "public"},
        {"198.18.0.0/15", special, "public", "public"},
        {"198.51.100.0/24", special, "public", "public"},
        {"203.0.113.0/24", special, "public", "public"},
        {"224.0.0.0/4", unusable, "public", "special"},
        {"240.0.0.0/5", special, "unusable", "special"},
        {"255.255.255.254/32", special, "special", "unusable"},
        {"255.255.255.255/32", unusable, "special", nullptr},
        {"::/128", unusable, nullptr, "unusable"},
        {"::1/128", unusable, "unusable", "special"},
        {"::ffff:0:0/96", unusable, "special", "special"},
        {"::2/128", special, "unusable", "special"},
        {"64:ff9b::/96", special, "special", "special"},
        {"64:ff9b:1::/48", special, "special", "special"},
        {"100::/64", special, "special", "special"},
        {"100:0:0:1::/64", special, "special", "special"},
        {"2001::/32", teredo, "public", "special"},
        {"2001:1::1/128", special, "special", "special"},
        {"2001:1::2/128", special, "special", "special"},
        {"2001:1::3/128", special, "special", "special"},
        {"2001:1::/32", special, "teredo", "special"},
        {"2001:2::/48", special, "special", "special"},
        {"2001:3::/32", special, "special", "special"},
        {"2001:4:112::/48", special, "special", "special"},
        {"2001:10::/28", special, "special", "special"},
        {"2001:20::/28", special, "special", "special"},
        {"2001:30::/28", special, "special", "special"},
        {"2001:100::/24", special, "special", "public"}, // the upper half of 2001::/23
        {"2001:db8::/32", special, "public", "public"},
        {"2002::/16", sixtofour, "public", "public"},
        {"2620:4f:8000::/48", special, "public", "public"},
        {"3fff::/20", special, "public", "public"},
        {"3ffe::/16", public_, "public", "special"},
        {"2000::/16", public_, "special", "teredo"},
        {"4000::/3", special, "public", "special"},
        {"5f00::/16", special, "special", "special"},
        {"fc00::/7", private_, "special", "special"},
        {"fe80::/10", link_local, "special", "special"},
        {"fec0::/10", special, "link_local", "unusable"},
        {"ff00::/8", unusable, "special", nullptr},
    };
    return table;
}

using Bytes = std::vector<std::uint8_t>;

/// The neighbour in numeric order, or nothing beyond the ends of the address space.
std::optional<IpAddress> step(const IpAddress& from, int direction) {
    Bytes bytes(from.bytes().begin(), from.bytes().end());
    const std::uint8_t wraps_at = direction > 0 ? 0xff : 0x00;
    for (auto byte = bytes.rbegin(); byte != bytes.rend(); ++byte) {
        const bool carries = *byte == wraps_at;
        *byte = static_cast<std::uint8_t>(*byte + direction);
        if (!carries) return IpAddress::from_bytes(from.family(), bytes.data());
    }
    return std::nullopt;
}

IpAddress last_of(const Prefix& prefix) {
    Bytes bytes(prefix.address.bytes().begin(), prefix.address.bytes().end());
    for (unsigned bit = prefix.length; bit < bytes.size() * 8; ++bit)
        bytes[bit / 8] = static_cast<std::uint8_t>(bytes[bit / 8] | (0x80u >> (bit % 8)));
    return IpAddress::from_bytes(prefix.address.family(), bytes.data());
}

std::string class_of(const std::optional<IpAddress>& address) {
    return address ? std::string(to_string(classify(*address).address_class)) : "none";
}

} // namespace

TEST_CASE("every block of the special-purpose registries: first, last and the addresses just outside") {
    for (const Row& row : rows()) {
        CAPTURE(row.block);
        const auto prefix = Prefix::parse(row.block);
        REQUIRE(prefix);
        const IpAddress last = last_of(*prefix);
        CHECK(class_of(prefix->address) == to_string(row.expected));
        CHECK(class_of(last) == to_string(row.expected));
        CHECK(class_of(step(prefix->address, -1)) == (row.before ? row.before : "none"));
        CHECK(class_of(step(last, +1)) == (row.after ? row.after : "none"));
    }
}

TEST_CASE("the most specific block gives the name") {
    const auto block_of = [](const char* text) { return classify(*IpAddress::parse(text)).block; };
    CHECK(block_of("10.1.2.3") == "private-use (RFC 1918)");
    CHECK(block_of("192.0.0.4") == "IPv4 service continuity (RFC 7335)");
    CHECK(block_of("192.0.0.10") == "TURN anycast (RFC 8155)");
    CHECK(block_of("192.0.0.11") == "IETF protocol assignments (RFC 6890)");
    CHECK(block_of("192.88.99.2") == "6a44 relay anycast (RFC 6751)");
    CHECK(block_of("2001:1::3") == "DNS-SD SRP anycast (RFC 9665)");
    CHECK(block_of("2001:1::4") == "IETF protocol assignments (RFC 2928)");
    CHECK(block_of("2001:2:1::1") == "IETF protocol assignments (RFC 2928)");
    CHECK(block_of("100:0:0:1::5") == "dummy prefix (RFC 9780)");
    CHECK(block_of("::10.0.0.1") == "IPv4-compatible, deprecated (RFC 4291)");
    CHECK(block_of("8000::1") == "not allocated to global unicast (RFC 4291)");
    CHECK(block_of("81.2.69.142").empty());
    CHECK(block_of("2a02:c0de::1").empty());
}

TEST_CASE("class names are read as they are written, and unusable is no word for users") {
    for (const std::string_view name : usable_names) {
        const auto parsed = parse_address_class(name);
        REQUIRE(parsed);
        CHECK(to_string(*parsed) == name);
    }
    CHECK(to_string(AddressClass::unusable) == "unusable");
    CHECK_FALSE(parse_address_class("unusable"));
    CHECK_FALSE(parse_address_class("Public"));
    CHECK_FALSE(parse_address_class(""));
}
