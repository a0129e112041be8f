// SPDX-License-Identifier: MIT
#pragma once

#include "provider/catalogue.h"

#include <span>
#include <string>

/// What `providers` prints. Pure.
namespace ddns {

struct ProviderEntry {
    const ProviderInfo* info = nullptr;
    bool needs_url = false; ///< its file knows no server, so the account must name one
};

/// One line a provider: name, title, the settings that it must have. Names are aligned.
std::string provider_table(std::span<const ProviderEntry> providers);

/// A piece of configuration that can be copied: what must be there as it is, what may be there as comments.
std::string provider_snippet(const ProviderEntry& entry);

} // namespace ddns
