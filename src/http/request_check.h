// SPDX-License-Identifier: MIT
#pragma once

#include "http/transport.h"

namespace ddns {

/// Refuses what must never reach the wire: a method outside the known ones, something that is no http(s) URL,
/// and bytes in a URL or a header that could begin another header (RFC 9112 section 11.1).
/// Errors: `config`. They name the host, never a value.
Result<void> check_request(const HttpRequest& request);

} // namespace ddns
