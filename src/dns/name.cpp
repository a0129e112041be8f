// SPDX-License-Identifier: MIT
#include "dns/name.h"

#include "util/text.h"

#include <fmt/format.h>

namespace ddns {

namespace {

constexpr std::size_t longest_name = 255;
constexpr std::size_t longest_label = 63;

std::size_t label_size(std::string_view wire, std::size_t at) { return static_cast<unsigned char>(wire[at]); }

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// The byte at `at`, which it moves on, with its escape undone; nullopt for a broken escape.
std::optional<char> take_character(std::string_view text, std::size_t& at) {
    const char c = text[at++];
    if (c != '\\') return c;
    if (at == text.size()) return std::nullopt;
    if (!is_digit(text[at])) return text[at++];
    if (at + 3 > text.size() || !is_digit(text[at + 1]) || !is_digit(text[at + 2])) return std::nullopt;
    const int value = (text[at] - '0') * 100 + (text[at + 1] - '0') * 10 + (text[at + 2] - '0');
    at += 3;
    if (value > 255) return std::nullopt;
    return static_cast<char>(value);
}

} // namespace

std::optional<DnsName> DnsName::parse(std::string_view text) {
    if (text.empty() || text.size() > 4 * longest_name) return std::nullopt;
    if (text == ".") return DnsName();
    std::string wire, label;
    const auto end_label = [&] {
        if (label.empty() || label.size() > longest_label) return false;
        wire += static_cast<char>(label.size());
        wire += label;
        label.clear();
        return true;
    };
    for (std::size_t at = 0; at < text.size();) {
        if (text[at] == '.') {
            if (!end_label()) return std::nullopt;
            ++at;
            continue;
        }
        const auto c = take_character(text, at);
        if (!c) return std::nullopt;
        label += *c;
    }
    if (!label.empty() && !end_label()) return std::nullopt;
    wire += '\0';
    if (wire.size() > longest_name) return std::nullopt;
    DnsName name;
    name.wire_ = to_lower(wire);
    return name;
}

std::optional<DnsName> DnsName::from_wire(std::string_view wire) {
    if (wire.size() > longest_name) return std::nullopt;
    std::size_t at = 0;
    while (at < wire.size() && label_size(wire, at) != 0) {
        if (label_size(wire, at) > longest_label) return std::nullopt;
        at += 1 + label_size(wire, at);
    }
    if (at + 1 != wire.size()) return std::nullopt;
    DnsName name;
    name.wire_ = to_lower(wire);
    return name;
}

std::string DnsName::to_text() const {
    if (is_root()) return ".";
    std::string out;
    for (std::size_t at = 0; label_size(wire_, at) != 0; at += 1 + label_size(wire_, at)) {
        if (at > 0) out += '.';
        for (const char c : std::string_view(wire_).substr(at + 1, label_size(wire_, at))) {
            const auto byte = static_cast<unsigned char>(c);
            if (byte <= 0x20 || byte >= 0x7f)
                out += fmt::format("\\{:03}", byte);
            else if (c == '.' || c == '\\')
                (out += '\\') += c;
            else
                out += c;
        }
    }
    return out;
}

DnsName DnsName::parent() const {
    if (is_root()) return *this;
    DnsName up;
    up.wire_ = wire_.substr(1 + label_size(wire_, 0));
    return up;
}

bool DnsName::is_within(const DnsName& zone) const {
    if (zone.wire_.size() > wire_.size()) return false;
    // The bytes of the zone must begin where a label does.
    const std::size_t start = wire_.size() - zone.wire_.size();
    std::size_t at = 0;
    while (at < start) at += 1 + label_size(wire_, at);
    return at == start && wire_.compare(start, std::string::npos, zone.wire_) == 0;
}

std::optional<DnsName> DnsName::below(std::string_view label) const {
    if (label.empty() || label.size() > longest_label || label.size() + 1 + wire_.size() > longest_name)
        return std::nullopt;
    DnsName name;
    name.wire_ = static_cast<char>(label.size()) + to_lower(label) + wire_;
    return name;
}

} // namespace ddns
