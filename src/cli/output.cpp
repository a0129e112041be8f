// SPDX-License-Identifier: MIT
#include "cli/output.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fmt/format.h>
#ifdef _WIN32
#include <io.h>
#else
#include <unistd.h>
#endif

namespace ddns {

namespace {

bool stdout_is_terminal() {
#ifdef _WIN32
    return _isatty(_fileno(stdout)) != 0;
#else
    return isatty(STDOUT_FILENO) == 1;
#endif
}

void to_stderr(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stderr); }

} // namespace

ExitCode print(std::string_view text) {
    const bool written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
    if (written && std::fflush(stdout) == 0) return ExitCode::ok;
    if (errno == EPIPE) return ExitCode::system_refused;
    return complain({ErrorKind::system, fmt::format("cannot write the output: {}", std::strerror(errno))});
}

void warn(std::string_view sentence) { to_stderr(fmt::format("ddns-reactor: warning: {}\n", sentence)); }

ExitCode complain(const Error& error) {
    to_stderr(fmt::format("ddns-reactor: {}\n", error.what));
    return error.kind == ErrorKind::config ? ExitCode::bad_config : ExitCode::system_refused;
}

bool colour_wanted() {
    const char* no_color = std::getenv("NO_COLOR");
    const char* term = std::getenv("TERM");
    const bool refused = (no_color && *no_color) || !term || std::strcmp(term, "dumb") == 0;
    return !refused && stdout_is_terminal();
}

} // namespace ddns
