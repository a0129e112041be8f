// SPDX-License-Identifier: MIT
#include "observe/line_writer.h"

#include <io.h>

namespace ddns {

bool LineWriter::ready() { return true; }

void LineWriter::write(std::string_view line) {
    rest_.assign(line);
    flush();
}

void LineWriter::flush() {
    while (!rest_.empty()) {
        const int written = ::_write(fd_, rest_.data(), static_cast<unsigned>(rest_.size()));
        if (written <= 0) return rest_.clear();
        rest_.erase(0, static_cast<std::size_t>(written));
    }
}

} // namespace ddns
