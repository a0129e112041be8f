// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace ddns {

/// Writes lines to a descriptor, each with one write, at once, and never waits for who reads it: a log that
/// nobody reads (a stopped terminal, a full pipe) must not stop the program.
///
/// The descriptor stays the caller's and as it is. Making it non-blocking would make it so for every process
/// that shares it, so it is asked before each write whether a page fits. Two writers of one pipe may still
/// fool that question, until the reader goes on. On Windows the question does not exist, and it does wait.
///
/// A full disk or a reader that is gone takes the line away.
class LineWriter {
public:
    explicit LineWriter(int fd) : fd_(fd) {}

    /// Whether the next line will be written whole. False: the reader still owes room for the one before.
    [[nodiscard]] bool ready();
    /// `line` ends with its line break. What finds no room now follows with the next call of anything here;
    /// only after `ready`.
    void write(std::string_view line);
    /// Writes what there is room for.
    void flush();

private:
    int fd_;
    std::string rest_; ///< what has found no room yet
};

} // namespace ddns
