// SPDX-License-Identifier: MIT
#include "util/xml.h"

#include <cstdint>
#include <cstdlib>

namespace {

unsigned depth_of(const ddns::Json& value) {
    unsigned deepest = 0;
    if (const auto* object = value.if_object())
        for (const auto& [key, member] : *object) deepest = std::max(deepest, depth_of(member));
    if (const auto* array = value.if_array())
        for (const ddns::Json& item : *array) deepest = std::max(deepest, depth_of(item));
    return deepest + 1;
}

} // namespace

/// Any bytes are a tree or an error; the tree is no deeper than promised (a list may stand at each level) and
/// can be written as JSON.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto tree = ddns::parse_xml(text, 1u << 20);
    if (!tree) return 0;
    if (depth_of(*tree) > 2 * 65 + 1) std::abort();
    const auto* object = tree->if_object();
    if (!object || object->size() != 1) std::abort();
    if (ddns::dump_json(*tree).empty()) std::abort();
    return 0;
}
