// SPDX-License-Identifier: MIT
#pragma once

#include "config/config.h"
#include "config/diagnostic.h"
#include "http/transport.h"
#include "provider/change.h"
#include "provider/definition.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// The examples of a provider file as values.
namespace ddns {

struct TextPlace {
    int line = 0; ///< from 1, as in a Diagnostic
    int column = 0;
};

/// One call of an example: what must leave, and what is answered.
struct ExampleStep {
    std::string key;  ///< "list 2"
    std::string call; ///< "list"
    TextPlace place;
    std::optional<std::string> request; ///< "GET /path?query" or with a whole URL; unset: any
    std::vector<std::pair<std::string, std::string>> headers;
    std::optional<std::string> body;
    HttpReply reply;
};

struct Example {
    TextPlace place;
    Account account;
    std::vector<Change> changes;
    std::vector<ExampleStep> steps;
    std::vector<std::string> means; ///< one for each change, as `outcome_word` writes it
};

struct LoadedExamples {
    std::vector<Example> examples;       ///< none when there is a mistake
    std::vector<Diagnostic> diagnostics; ///< without excerpts: an example's line may hold a secret
};

/// Reads `examples` of the whole text of a provider file. `definition` is what was loaded from it.
LoadedExamples load_examples(const ProviderDefinition& definition, const std::string& file,
                             std::string_view text);

/// An example for a file that has none yet: an address for home.example.com, and for each setting its default
/// or its name in capitals. It has no steps and means nothing.
Example first_example(const ProviderDefinition& definition);

} // namespace ddns
