// SPDX-License-Identifier: MIT
#pragma once

#include "plan/memory.h"

namespace ddns {

/// How long a value must wait because it comes back: unset when it is new, or when flapping was long ago.
/// May be in the past.
std::optional<Instant> flap_until(const RecordMemory& memory, const std::vector<IpAddress>& values,
                                  Instant now);

/// Remembers that `values` replaced `replaced` at the provider, and what the next return must wait.
void note_published(RecordMemory& memory, const std::vector<IpAddress>& values,
                    const std::vector<IpAddress>& replaced, Instant now);

} // namespace ddns
