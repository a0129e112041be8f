// SPDX-License-Identifier: MIT
#include "observe/line_writer.h"

#include <io.h>
#include <windows.h>

namespace ddns {

namespace {

/// Bytes as they are: the C library's text mode would write other line breaks than the file of a service has.
HANDLE handle_of(int fd) {
    if (fd == 2) return GetStdHandle(STD_ERROR_HANDLE); // a process without a console has no descriptor 2
    return reinterpret_cast<HANDLE>(_get_osfhandle(fd));
}

} // namespace

bool LineWriter::ready() { return true; }

void LineWriter::write(std::string_view line) {
    rest_.append(line);
    flush();
}

void LineWriter::flush() {
    const HANDLE handle = handle_of(fd_);
    while (!rest_.empty()) {
        DWORD written = 0;
        const auto size = static_cast<DWORD>(rest_.size());
        if (!WriteFile(handle, rest_.data(), size, &written, nullptr) || written == 0) return rest_.clear();
        rest_.erase(0, written);
    }
}

} // namespace ddns
