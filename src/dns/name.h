// SPDX-License-Identifier: MIT
#pragma once

#include <compare>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace ddns {

/// A domain name as it is compared and signed (RFC 4034 section 6.2): its wire form, lower case, without
/// compression, the root's zero byte at its end. At most 255 bytes, 63 a label.
class DnsName {
public:
    /// The root.
    DnsName() : wire_(1, '\0') {}

    /// Master file form (RFC 1035 section 5.1): `home.example.com`, a final dot or none, `\.` and `\DDD`.
    /// "." is the root. nullopt for what is no name.
    static std::optional<DnsName> parse(std::string_view text);
    /// `wire` is one whole uncompressed name and nothing else.
    static std::optional<DnsName> from_wire(std::string_view wire);

    [[nodiscard]] const std::string& wire() const { return wire_; }
    /// Without the final dot; "." for the root. `parse` gives the same name again.
    [[nodiscard]] std::string to_text() const;
    [[nodiscard]] bool is_root() const { return wire_.size() == 1; }
    /// Without its first label; the root's is the root.
    [[nodiscard]] DnsName parent() const;
    /// Whether it is `zone` or below it.
    [[nodiscard]] bool is_within(const DnsName& zone) const;
    /// With a label in front; nullopt when that makes it too long, or is no label.
    [[nodiscard]] std::optional<DnsName> below(std::string_view label) const;

    auto operator<=>(const DnsName&) const = default;

private:
    std::string wire_;
};

} // namespace ddns
