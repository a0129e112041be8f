// SPDX-License-Identifier: MIT
#pragma once

#include "import/imported.h"

namespace ddns {

/// One statement of a file in the syntax of libConfuse: `name = value`, `name = { value, ... }`, or
/// `name title { ... }`.
struct ConfuseItem {
    enum class Kind : std::uint8_t { option, section };
    Kind kind = Kind::option;
    std::string name; ///< in lower case
    std::string title;
    bool appends = false; ///< `+=`
    std::vector<ImportedValue> values;
    std::vector<ConfuseItem> items; ///< of a section
    ImportPlace place;
};

struct ConfuseFile {
    std::vector<ConfuseItem> items;
    std::vector<ImportNote> notes; ///< `include(...)` that could not be followed
};

/// Bounds: nesting, files within files, and bytes with all that is included.
constexpr std::size_t max_confuse_depth = 16;
constexpr std::size_t max_confuse_includes = 10;
constexpr std::size_t max_confuse_bytes = std::size_t{4} << 20;

/// Reads a file as libConfuse does: comments `#`, `//` and `/* */`, strings in both quotes with their
/// escapes,
/// `${VARIABLE}`. What an `include("path")` names is read in its place.
Imported<ConfuseFile> parse_confuse(std::string_view text, const IncludeReader& include);

} // namespace ddns
