// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

/// Command lines of Windows, where a program gets one text and takes it apart itself. Pure, so that every
/// system can test it.
namespace ddns {

/// One text that the other program takes apart into the same words, by the rules of CommandLineToArgvW and
/// the C run-time. The first word is a program's path and must hold no quote, as no path does; it is always
/// quoted, because Windows else tries "C:\Program.exe" for C:\Program Files\…
std::string windows_command_line(const std::vector<std::string>& words);

/// The same without a program: only the arguments.
std::string windows_arguments(const std::vector<std::string>& words);

/// What the program will get, its own path first.
std::vector<std::string> windows_command_words(std::string_view line);

} // namespace ddns
