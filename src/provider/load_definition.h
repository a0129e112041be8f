// SPDX-License-Identifier: MIT
#pragma once

#include "config/diagnostic.h"
#include "provider/definition.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace ddns {

struct LoadedDefinition {
    std::unique_ptr<const ProviderDefinition> definition; ///< null when there is an error
    std::vector<Diagnostic> diagnostics;                  ///< every mistake, in file order
};

/// Reads a provider file. `name` is the provider's name, `file` names the text in messages. A text of more
/// than 64 KiB is refused. The file's `examples` are for its test and not looked at.
LoadedDefinition load_definition(std::string_view name, const std::string& file, std::string_view text);

/// The text up to its last part, `examples:`, so that what only tests need costs nothing at start.
std::string_view without_examples(std::string_view text);

} // namespace ddns
