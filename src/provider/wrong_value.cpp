// SPDX-License-Identifier: MIT
#include "provider/catalogue.h"
#include "util/text.h"

#include <algorithm>

namespace ddns {

namespace {

bool host_characters(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
               c == '.';
    });
}

} // namespace

std::string wrong_value(const SettingSpec& spec, std::string_view value) {
    if (spec.boolean && value != "true" && value != "false") return "must be true or false";
    if (spec.number && !parse_unsigned(value)) return "must be a whole number";
    if (spec.host && !host_characters(value))
        return "becomes a part of the provider's address and may hold letters, digits, \"-\" and \".\" only";
    return {};
}

} // namespace ddns
