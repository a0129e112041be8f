// SPDX-License-Identifier: MIT
#pragma once

#include "dns/message.h"

#include <string>
#include <string_view>

namespace ddns {

/// The bytes of a hexadecimal text; blanks in it are passed over.
inline std::string from_hex(std::string_view text) {
    std::string digits, bytes;
    for (const char c : text)
        if (c != ' ') digits += c;
    for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
        bytes += static_cast<char>(std::stoi(digits.substr(i, 2), nullptr, 16));
    return bytes;
}

inline DnsName name(std::string_view text) { return *DnsName::parse(text); }

} // namespace ddns
