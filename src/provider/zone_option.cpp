// SPDX-License-Identifier: MIT
#include "provider/zone_option.h"

#include <algorithm>

namespace ddns {

namespace {

/// Second-level words of registries that are longer than three letters.
constexpr std::string_view registry_words[] = {"asso", "firm", "gouv", "govt",   "info",
                                               "name", "nome", "pvt",  "school", "store"};

bool may_be_registry(std::string_view label, std::string_view top) {
    const bool country = top.size() == 2;
    if (label.size() <= (country ? 3u : 2u)) return true;
    return country &&
           std::find(std::begin(registry_words), std::end(registry_words), label) != std::end(registry_words);
}

} // namespace

std::string_view last_labels(std::string_view name, unsigned count) {
    std::size_t start = name.size();
    while (count-- > 0) {
        if (start == 0) return name;
        const std::size_t dot = name.rfind('.', start - 1);
        if (dot == std::string_view::npos) return name;
        start = dot;
    }
    return name.substr(start + 1);
}

std::optional<std::string_view> guessed_zone(std::string_view name) {
    const std::string_view zone = last_labels(name, 2);
    const std::string_view top = last_labels(name, 1);
    if (zone.size() == name.size()) return zone; // it can be in no other
    if (may_be_registry(zone.substr(0, zone.size() - top.size() - 1), top)) return std::nullopt;
    return zone;
}

bool is_in_zone(std::string_view name, std::string_view zone) {
    if (name == zone) return true;
    return name.size() > zone.size() + 1 && name.ends_with(zone) &&
           name[name.size() - zone.size() - 1] == '.';
}

} // namespace ddns
