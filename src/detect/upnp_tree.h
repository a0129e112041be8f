// SPDX-License-Identifier: MIT
#pragma once

#include "util/json.h"

#include <string>
#include <string_view>
#include <vector>

/// What UPnP says in XML, as `parse_xml` has read it and bounded its depth. Inside of detect/ only.
namespace ddns {

/// Calls `see` for every object in the tree.
template <class See>
void each_object(const Json& node, const See& see) {
    if (const auto* list = node.if_array())
        for (const Json& item : *list) each_object(item, see);
    const auto* object = node.if_object();
    if (!object) return;
    see(*object);
    for (const auto& [name, value] : *object) each_object(value, see);
}

/// The text of an element, whether it has attributes or not.
std::string text_of(const Json& element);

/// The texts of all elements of that name, whatever their namespace's prefix; in their order.
std::vector<std::string> texts_named(const Json& tree, std::string_view name);

} // namespace ddns
