// SPDX-License-Identifier: MIT
#pragma once

#include "config/config.h"
#include "provider/catalogue.h"

#include <functional>

namespace ddns {

/// The questions that checking a configuration asks about providers. A test answers them itself.
struct KnownProviders {
    KnownProviders() = default;
    /// Answers from the catalogue, which must outlive this.
    KnownProviders(const ProviderCatalogue& catalogue); // NOLINT(google-explicit-constructor)

    std::function<std::vector<std::string>()> names;
    std::function<const ProviderInfo*(std::string_view name)> find;
    /// Whether it is a provider file, and so has a base address; false for backends written in C++.
    std::function<bool(std::string_view name)> is_file;
    std::function<std::vector<Diagnostic>(std::string_view name)> problems;
    /// A sentence about a service that is gone.
    std::function<std::optional<std::string>(std::string_view name)> retired;
    /// What only a backend written in C++ can tell about an account that has nothing else against it.
    std::function<std::vector<SettingProblem>(const Account& account)> account_problems;
    /// Why such a backend cannot keep a record of that name in a good account, as a phrase that follows the
    /// name; "" when it can.
    std::function<std::string(const Account& account, std::string_view name)> wrong_name;
};

} // namespace ddns
