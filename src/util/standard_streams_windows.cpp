// SPDX-License-Identifier: MIT
#include "util/standard_streams.h"

#include <cstdio>
#include <fcntl.h>
#include <io.h>
#include <windows.h>

namespace ddns {

namespace {

/// A service has no handle; a child of a program with windows may have the number of one that leads nowhere.
bool leads_somewhere(HANDLE handle) {
    if (handle == nullptr || handle == INVALID_HANDLE_VALUE) return false;
    SetLastError(NO_ERROR);
    return GetFileType(handle) != FILE_TYPE_UNKNOWN || GetLastError() == NO_ERROR;
}

void guard(DWORD which, std::FILE* stream, const char* mode) {
    const bool usable = leads_somewhere(GetStdHandle(which)) && _fileno(stream) >= 0;
    if (!usable && std::freopen("NUL", mode, stream))
        SetStdHandle(which, reinterpret_cast<HANDLE>(_get_osfhandle(_fileno(stream))));
    if (_fileno(stream) >= 0) _setmode(_fileno(stream), _O_BINARY);
}

/// Shows UTF-8 for as long as the program runs. The setting belongs to the console, which outlives it.
class ConsoleShowsUtf8 {
public:
    ConsoleShowsUtf8() : before_(GetConsoleOutputCP()) {
        if (before_ != 0 && before_ != CP_UTF8) SetConsoleOutputCP(CP_UTF8);
    }
    ConsoleShowsUtf8(const ConsoleShowsUtf8&) = delete;
    ConsoleShowsUtf8& operator=(const ConsoleShowsUtf8&) = delete;
    ~ConsoleShowsUtf8() {
        if (before_ != 0 && before_ != CP_UTF8) SetConsoleOutputCP(before_);
    }

private:
    const UINT before_; ///< 0: there is no console
};

} // namespace

void guard_standard_streams() {
    guard(STD_INPUT_HANDLE, stdin, "r");
    guard(STD_OUTPUT_HANDLE, stdout, "w");
    guard(STD_ERROR_HANDLE, stderr, "w");
    // A drive without a disk is an error for us, not a window that waits for somebody to click.
    SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOOPENFILEERRORBOX);
    static const ConsoleShowsUtf8 until_the_program_ends;
}

} // namespace ddns
