// SPDX-License-Identifier: MIT
#pragma once

#include "util/result.h"

#include <string>
#include <string_view>

namespace ddns {

/// Where the next page of a list is, by the `Link` header (RFC 8288) of the reply to `url`: "" when no link
/// has `rel="next"`. Only the same scheme, host and port are followed, so that credentials go nowhere else.
/// Errors: `bad_reply` when it leads elsewhere.
Result<std::string> next_page(std::string_view link_header, std::string_view url);

} // namespace ddns
