// SPDX-License-Identifier: MIT
#pragma once

#include "import/section.h"

namespace ddns {

/// A domain as ddns-go writes it: `www.example.com`, or `www:example.co.uk` with the zone behind the colon,
/// each perhaps with `?key=value&...`. Of these keys the ones that `row` knows become options of the record,
/// the others notes.
SectionName read_ddns_go_domain(std::string_view text, const ImportPlace& place, const ProviderRow& row);

} // namespace ddns
