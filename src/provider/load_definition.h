// SPDX-License-Identifier: MIT
#pragma once

#include "config/diagnostic.h"
#include "provider/definition.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ddns {

struct LoadedDefinition {
    std::unique_ptr<const ProviderDefinition> definition; ///< null when there is an error
    std::vector<Diagnostic> diagnostics;                  ///< every mistake, in file order
};

/// Another provider file, for a file that is `like` it.
struct OtherFile {
    std::string file; ///< names it in messages
    std::string text; ///< without examples
};
/// Nothing when there is no file of that name.
using FindFile = std::function<std::optional<OtherFile>(std::string_view name)>;

/// Reads a provider file. `name` is the provider's name, `file` names the text in messages. A text of more
/// than 64 KiB is refused. The file's `examples` are for its test and not looked at. `others` is asked for
/// the file that this one is `like`; without it there is none.
LoadedDefinition load_definition(std::string_view name, const std::string& file, std::string_view text,
                                 const FindFile& others = {});

/// The text up to its last part, `examples:`, so that what only tests need costs nothing at start.
std::string_view without_examples(std::string_view text);

} // namespace ddns
