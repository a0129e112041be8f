// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <fstream>
#include <string>
#include <string_view>

namespace ddns {

/// A text file that stays small: before it would grow beyond `largest` bytes it becomes NAME.1.txt, that one
/// NAME.2.txt, and the oldest goes. While somebody keeps it from being renamed it grows on. One process may
/// write to it.
class RotatingFile {
public:
    /// `path` ends in ".txt". `kept`: older files, besides the one in use. Opens nothing yet.
    RotatingFile(std::string path, std::uintmax_t largest, unsigned kept);

    /// Whole when it returns true: what a crash leaves behind is complete. False: it could not be written;
    /// the next call tries again.
    bool append(std::string_view text);

private:
    bool open();
    void rotate();
    [[nodiscard]] std::string older(unsigned age) const;

    const std::string path_;
    const std::uintmax_t largest_;
    const unsigned kept_;
    std::ofstream file_;
    std::uintmax_t size_ = 0;
};

} // namespace ddns
