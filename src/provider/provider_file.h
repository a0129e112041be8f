// SPDX-License-Identifier: MIT
#pragma once

#include "config/diagnostic.h"
#include "provider/load_examples.h"
#include "util/result.h"

#include <memory>
#include <string>
#include <vector>

namespace ddns {

/// A provider file that somebody is writing, with its examples.
struct ProviderFile {
    std::unique_ptr<const ProviderDefinition> definition; ///< null after an error
    std::vector<Example> examples;
    std::vector<Diagnostic> diagnostics; ///< also what is good but not complete, as warnings
};

/// Reads a file as the catalogue would, and its examples. What it is `like` is looked for beside it, and then
/// among the files that are compiled in. Errors: `config` or `system`, when there is nothing to read.
Result<ProviderFile> read_provider_file(const std::string& path);

} // namespace ddns
