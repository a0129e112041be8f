// SPDX-License-Identifier: MIT
#include "import/plain_text.h"

#include "config/utf8.h"

#include <algorithm>

namespace ddns {

bool is_plain_text(std::string_view text) {
    while (!text.empty()) {
        const CodePoint next = first_code_point(text);
        if (next.length == 0 || next.value < 0x20 || !is_visible(next.value)) return false;
        text.remove_prefix(next.length);
    }
    return true;
}

std::string shown_name(std::string_view foreign, std::string_view otherwise) {
    const bool fit = !foreign.empty() && foreign.size() <= 80 && is_plain_text(foreign);
    return std::string(fit ? foreign : otherwise);
}

std::string shown_host(std::string_view foreign) {
    const bool fit = std::all_of(foreign.begin(), foreign.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
               c == '-' || c == '_' || c == '*' || static_cast<unsigned char>(c) >= 0x80;
    });
    return fit && foreign.find('.') != std::string_view::npos ? shown_name(foreign, "a name") : "a name";
}

} // namespace ddns
