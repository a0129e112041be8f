// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string_view>

namespace ddns {

/// A provider file as it was when the program was built.
struct EmbeddedProvider {
    std::string_view name; ///< the file's name without `.yaml`
    std::string_view text;
};

/// Sorted by name. The table is generated from providers/*.yaml.
std::span<const EmbeddedProvider> embedded_providers();

} // namespace ddns
