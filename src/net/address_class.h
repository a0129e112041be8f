// SPDX-License-Identifier: MIT
#pragma once

#include "net/address.h"

#include <initializer_list>
#include <string_view>

namespace ddns {

/// What an address is good for, from the IANA special-purpose address registries (RFC 6890 and the RFCs that
/// each entry names). The order is the order of preference. `unusable` addresses (loopback, multicast,
/// unspecified, IPv4-mapped, broadcast) are never ranked.
enum class AddressClass : std::uint8_t {
    public_,    ///< globally reachable unicast
    sixtofour,  ///< 2002::/16 (RFC 3056)
    cgnat,      ///< 100.64.0.0/10 (RFC 6598)
    private_,   ///< RFC 1918, and ULA fc00::/7 (RFC 4193)
    teredo,     ///< 2001::/32 (RFC 4380)
    link_local, ///< 169.254.0.0/16, fe80::/10
    special,    ///< documentation, benchmarking, protocol assignments, reserved
    unusable,
};

/// The names of the configuration: `public cgnat private link_local sixtofour teredo special`.
std::string_view to_string(AddressClass address_class);
/// nullopt for other words; `unusable` is not a word a user can write.
std::optional<AddressClass> parse_address_class(std::string_view word);

struct Classification {
    AddressClass address_class = AddressClass::public_;
    /// The registry's name of the block, with its RFC: "private-use (RFC 1918)". Empty for ordinary public
    /// space.
    std::string_view block;
};

/// The most specific registry entry decides.
Classification classify(const IpAddress& address);

/// A set of classes, as `classes: [public, special]` gives.
class ClassSet {
public:
    constexpr ClassSet() = default;
    constexpr ClassSet(std::initializer_list<AddressClass> classes) {
        for (const AddressClass c : classes) add(c);
    }
    constexpr void add(AddressClass c) {
        bits_ = static_cast<std::uint8_t>(bits_ | (1u << static_cast<unsigned>(c)));
    }
    [[nodiscard]] constexpr bool contains(AddressClass c) const {
        return (bits_ >> static_cast<unsigned>(c)) & 1u;
    }
    [[nodiscard]] constexpr bool empty() const { return bits_ == 0; }
    constexpr bool operator==(const ClassSet&) const = default;

private:
    std::uint8_t bits_ = 0;
};

} // namespace ddns
