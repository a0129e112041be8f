// SPDX-License-Identifier: MIT
#include "observe/log_format.h"

#include <cstdlib>
#include <sys/stat.h>
#include <unistd.h>

namespace ddns {

namespace {

std::string variable(const char* name) {
    const char* value = std::getenv(name);
    return value ? value : "";
}

} // namespace

LogSurroundings log_surroundings() {
    struct stat file {};
    // The variable alone proves nothing: it is inherited by programs whose stderr leads elsewhere.
    const bool journal = fstat(STDERR_FILENO, &file) == 0 &&
                         is_journal_stream(variable("JOURNAL_STREAM"), file.st_dev, file.st_ino);
    return {isatty(STDERR_FILENO) == 1, journal, variable("NO_COLOR"), variable("TERM")};
}

} // namespace ddns
