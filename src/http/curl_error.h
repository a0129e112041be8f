// SPDX-License-Identifier: MIT
#pragma once

#include "http/curl_handles.h"
#include "http/transport.h"

namespace ddns {

/// What of a reply was over its limit.
enum class TooLong { nothing, headers, body };

Error not_resolved(const std::string& host, std::optional<Family> family);
Error not_resolved_in_time(const std::string& host);

/// A transfer that failed, as one sentence and the kind that decides what happens next. `code` is curl's
/// (CURLcode), `detail` curl's own words, used for TLS only.
Error describe_curl_error(CurlEasy* easy, int code, const HttpRequest& request, TooLong too_long,
                          std::string_view detail);

} // namespace ddns
