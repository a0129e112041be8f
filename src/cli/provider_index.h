// SPDX-License-Identifier: MIT
#pragma once

#include "provider/catalogue.h"

#include <string>

namespace ddns {

/// providers/INDEX.md: a table of all providers in Markdown, sorted by name. Providers whose file is wrong
/// are left out.
std::string provider_index(const ProviderCatalogue& catalogue);

} // namespace ddns
