// SPDX-License-Identifier: MIT
#include "detect/upnp_tree.h"

namespace ddns {

namespace {

std::string_view without_prefix(std::string_view name) {
    const auto colon = name.rfind(':');
    return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

} // namespace

std::string text_of(const Json& element) {
    const Json* beside_attributes = element.find("");
    return beside_attributes ? beside_attributes->scalar_text() : element.scalar_text();
}

std::vector<std::string> texts_named(const Json& tree, std::string_view wanted) {
    std::vector<std::string> found;
    each_object(tree, [&](const Json::Object& object) {
        for (const auto& [name, value] : object)
            if (without_prefix(name) == wanted) found.push_back(text_of(value));
    });
    return found;
}

} // namespace ddns
