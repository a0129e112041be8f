// SPDX-License-Identifier: MIT
#include "config/known_providers.h"

#include "provider/backends.h"

namespace ddns {

KnownProviders::KnownProviders(const ProviderCatalogue& catalogue)
    : names([&catalogue] { return catalogue.names(); }),
      find([&catalogue](std::string_view name) { return catalogue.find(name); }),
      is_file([&catalogue](std::string_view name) { return catalogue.definition(name) != nullptr; }),
      problems([&catalogue](std::string_view name) { return catalogue.problems(name); }),
      retired([&catalogue](std::string_view name) { return catalogue.retired(name); }),
      account_problems([](const Account& account) {
          const Backend* backend = find_backend(account.provider);
          return backend ? backend->check(account) : std::vector<SettingProblem>();
      }),
      wrong_name([](const Account& account, std::string_view name) {
          const Backend* backend = find_backend(account.provider);
          return backend ? backend->wrong_name(account, name) : std::string();
      }) {}

} // namespace ddns
