// SPDX-License-Identifier: MIT
#pragma once

#include "http/transport.h"

namespace ddns {

/// What `Retry-After` says (RFC 9110, section 10.2.3), seconds or a date: 0 to a day. A date counts from the
/// reply's own `Date`, because our clock may be wrong. nullopt: nothing that can be read.
std::optional<Duration> retry_after(const HttpReply& reply);

} // namespace ddns
