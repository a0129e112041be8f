// SPDX-License-Identifier: MIT
#include "util/idn.h"

namespace ddns {

std::string ascii_name_or_same(std::string_view utf8) {
    auto converted = ascii_name(utf8);
    return converted ? std::move(*converted) : std::string(utf8);
}

std::string told_name(std::string_view ascii) {
    const std::string readable = unicode_name(ascii);
    return readable.empty() ? std::string(ascii) : std::string(ascii) + " (" + readable + ")";
}

} // namespace ddns
