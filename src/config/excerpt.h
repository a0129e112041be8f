// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ddns {

/// Where a scalar starts on a line (byte offset), and whether it may be shown.
struct ScalarOnLine {
    std::size_t offset = 0;
    bool shown = false;
    auto operator<=>(const ScalarOnLine&) const = default;
};

struct Excerpt {
    std::string text; ///< "" = nothing that may be shown
    int caret = 0;    ///< column within `text`, in characters
};

/// The line with `***` for all but its punctuation and the scalars that may be shown; comments are cut off,
/// long lines are cut around the caret. `scalars` are sorted; `offset` is the byte the caret points at.
Excerpt excerpt_of(std::string_view line, const std::vector<ScalarOnLine>& scalars, std::size_t offset);

/// The same for a line of a file that is no YAML: nothing is shown but a key of our own at its start.
Excerpt excerpt_of_unread(std::string_view line, std::size_t offset);

/// The column in characters, from 1, of a byte offset.
int column_in_characters(std::string_view line, std::size_t offset);

} // namespace ddns
