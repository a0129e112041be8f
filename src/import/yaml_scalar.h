// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace ddns {

/// A plain text (draft.h) as a YAML scalar that means exactly it, for block and flow style alike: as it is
/// where that is safe, else in double quotes.
std::string yaml_scalar(std::string_view text);

/// `${` as `$${`, for a value in which our loader looks for references.
std::string escape_references(std::string_view text);

} // namespace ddns
