// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string_view>

namespace ddns {

/// A provider file as it was when the program was built, without its examples.
struct EmbeddedProvider {
    std::string_view name; ///< the file's name without `.yaml`
    std::string_view text;
};

/// Sorted by name. The table is generated from providers/*.yaml.
std::span<const EmbeddedProvider> embedded_providers();

/// providers/retired.yaml: a map from a name to a sentence.
std::string_view retired_providers();

} // namespace ddns
