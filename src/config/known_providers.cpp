// SPDX-License-Identifier: MIT
#include "config/known_providers.h"

namespace ddns {

KnownProviders::KnownProviders(const ProviderCatalogue& catalogue)
    : names([&catalogue] { return catalogue.names(); }),
      find([&catalogue](std::string_view name) { return catalogue.find(name); }),
      is_file([&catalogue](std::string_view name) { return catalogue.definition(name) != nullptr; }),
      problems([&catalogue](std::string_view name) { return catalogue.problems(name); }),
      retired([&catalogue](std::string_view name) { return catalogue.retired(name); }) {}

} // namespace ddns
