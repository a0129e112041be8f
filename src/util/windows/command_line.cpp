// SPDX-License-Identifier: MIT
#include "util/windows/command_line.h"

#include "util/windows/access.h"
#include "util/windows/wide.h"

#include <shellapi.h>

namespace ddns {

namespace {

std::string quoted(const std::string& word) {
    if (!word.empty() && word.find_first_of(" \t\n\v\"") == std::string::npos) return word;
    std::string out = "\"";
    std::size_t backslashes = 0;
    for (const char c : word) {
        if (c == '\\') {
            ++backslashes;
            continue;
        }
        out.append(c == '"' ? 2 * backslashes + 1 : backslashes, '\\');
        backslashes = 0;
        out += c;
    }
    return out.append(2 * backslashes, '\\') + '"';
}

} // namespace

std::string command_line(const std::vector<std::string>& words) {
    std::string line;
    for (const std::string& word : words) {
        if (!line.empty()) line += ' ';
        // The first word knows no escapes: a backslash at its end stays one.
        line += &word == &words.front() && word.find_first_of(" \t") != std::string::npos ? '"' + word + '"'
                                                                                          : quoted(word);
    }
    return line;
}

std::vector<std::string> split_command_line(const std::string& line) {
    if (line.empty()) return {}; // Windows would put the program's own path in its place
    int count = 0;
    const LocalMemory<LPWSTR> words(CommandLineToArgvW(widen(line).c_str(), &count));
    std::vector<std::string> out;
    for (int i = 0; i < count && words; ++i) out.push_back(narrow(words.get()[i]));
    return out;
}

} // namespace ddns
