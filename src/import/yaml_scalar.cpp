// SPDX-License-Identifier: MIT
#include "import/yaml_scalar.h"

#include "util/text.h"

#include <algorithm>

namespace ddns {

namespace {

bool is_letter_or_digit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_safe(std::string_view text) {
    if (text.empty() || !(is_letter_or_digit(text.front()) || text.front() == '/')) return false;
    if (equals_ignoring_case(text, "null")) return false;
    // The one colon that is common: that of an address.
    if (text.starts_with("https://")) text.remove_prefix(8);
    return std::all_of(text.begin(), text.end(), [](char c) {
        return is_letter_or_digit(c) || std::string_view("_-./@+").find(c) != std::string_view::npos;
    });
}

} // namespace

std::string yaml_scalar(std::string_view text) {
    if (is_safe(text)) return std::string(text);
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + '"';
}

std::string escape_references(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text.substr(i, 2) == "${") out += '$';
        out += text[i];
    }
    return out;
}

} // namespace ddns
