// SPDX-License-Identifier: MIT
#pragma once

#include "util/exit_code.h"
#include "util/result.h"

#include <string_view>

namespace ddns {

/// To stdout, all of it. What cannot be written is reported, except when the reader has had enough.
ExitCode print(std::string_view text);

/// "ddns-reactor: warning: ..." to stderr.
void warn(std::string_view sentence);

/// The error as one line on stderr, and the exit code that fits: 2 for `config`, else 3.
ExitCode complain(const Error& error);

/// Whether stdout is a terminal that shows colours and nobody asked for none (NO_COLOR).
bool colour_wanted();

} // namespace ddns
