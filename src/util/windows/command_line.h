// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

namespace ddns {

/// The words as one command line that the other program takes apart into the same words, by the rules of
/// CommandLineToArgvW and the C run-time: a word with spaces or quotes, or an empty one, stands in quotes; a
/// quote gets a backslash, and backslashes before a quote are doubled. For CreateProcess, a service's path,
/// a Run key. The first word must hold no quote: no program's path does.
std::string command_line(const std::vector<std::string>& words);

/// Takes a command line apart again, as the other program will.
std::vector<std::string> split_command_line(const std::string& line);

} // namespace ddns
