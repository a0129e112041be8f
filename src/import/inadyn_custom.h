// SPDX-License-Identifier: MIT
#pragma once

#include "import/section.h"

namespace ddns {

/// A `custom` section of inadyn: from `ddns-server`, `ddns-path`, `append-myip` and the words that a reply
/// may have it makes the options `url` and `success`. The row of the provider that they are for: that of any
/// web address, or of a service that it knows by its server.
const ProviderRow* read_inadyn_custom(OriginalOptions& options, const std::vector<std::string>& responses,
                                      Section& section);

} // namespace ddns
