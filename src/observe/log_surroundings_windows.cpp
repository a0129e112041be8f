// SPDX-License-Identifier: MIT
#include "observe/log_format.h"

#include <cstdlib>
#include <windows.h>

namespace ddns {

namespace {

std::string variable(const char* name) {
    const char* value = std::getenv(name);
    return value ? value : "";
}

/// A console does not know colours until it is asked to, and an old one never does.
bool knows_colours(HANDLE console, DWORD mode) {
    return SetConsoleMode(console, mode | ENABLE_PROCESSED_OUTPUT | ENABLE_VIRTUAL_TERMINAL_PROCESSING) != 0;
}

} // namespace

LogSurroundings log_surroundings() {
    const HANDLE out = GetStdHandle(STD_ERROR_HANDLE);
    DWORD mode = 0;
    const bool console = GetConsoleMode(out, &mode) != 0;
    const bool colours = console && knows_colours(out, mode);
    return {console, false, variable("NO_COLOR"), colours ? variable("TERM") : "dumb"};
}

} // namespace ddns
