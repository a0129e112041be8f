// SPDX-License-Identifier: MIT
#pragma once

#include "provider/catalogue.h"

#include <span>
#include <string>

/// What `providers` prints. Pure.
namespace ddns {

/// One line a provider: name, title, the settings that it must have. Names are aligned.
std::string provider_table(std::span<const ProviderInfo* const> providers);

/// A piece of configuration that can be copied: what must be there as it is, what may be there as comments.
std::string provider_snippet(const ProviderInfo& provider);

} // namespace ddns
