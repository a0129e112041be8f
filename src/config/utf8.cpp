// SPDX-License-Identifier: MIT
#include "config/utf8.h"

namespace ddns {

CodePoint first_code_point(std::string_view text) {
    if (text.empty()) return {};
    const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned lead = byte(0);
    if (lead < 0x80) return {lead, 1};
    const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || lead > 0xf4 || text.size() < length) return {};
    char32_t value = lead & (0x7fu >> length);
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xc0u) != 0x80) return {};
        value = (value << 6) | (byte(i) & 0x3fu);
    }
    constexpr char32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    const bool surrogate = value >= 0xd800 && value <= 0xdfff;
    if (value < smallest[length] || value > 0x10ffff || surrogate) return {};
    return {value, length};
}

std::optional<std::size_t> find_bad_utf8(std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if (byte < 0x80) {
            const bool control = byte < 0x20 || byte == 0x7f;
            if (control && byte != '\t' && byte != '\n' && byte != '\r') return i;
            ++i;
            continue;
        }
        const CodePoint point = first_code_point(text.substr(i));
        if (point.length == 0) return i;
        i += point.length;
    }
    return std::nullopt;
}

bool is_visible(char32_t c) {
    if (c < 0x20 || (c >= 0x7f && c < 0xa0)) return false;
    const bool direction = (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
                           (c >= 0x2060 && c <= 0x2069) || c == 0x061c || c == 0xfeff;
    return !direction;
}

} // namespace ddns
