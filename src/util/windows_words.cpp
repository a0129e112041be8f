// SPDX-License-Identifier: MIT
#include "util/windows_words.h"

namespace ddns {

namespace {

bool is_blank(char c) { return c == ' ' || c == '\t'; }

/// Backslashes count only before a quote, where they are doubled.
std::string argument(std::string_view word) {
    if (!word.empty() && word.find_first_of(" \t\n\v\"") == std::string_view::npos) return std::string(word);
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
    out.append(2 * backslashes, '\\');
    return out + '"';
}

/// The program's path knows no escapes: up to the next quote, or to a blank.
std::string take_program(std::string_view& line) {
    const bool quoted = line.starts_with('"');
    if (quoted) line.remove_prefix(1);
    const std::size_t end = line.find_first_of(quoted ? "\"" : " \t");
    std::string program(line.substr(0, end));
    line.remove_prefix(end == std::string_view::npos ? line.size() : end + (quoted ? 1 : 0));
    return program;
}

std::string take_argument(std::string_view& line) {
    std::string out;
    bool quoted = false;
    std::size_t at = 0;
    while (at < line.size() && (quoted || !is_blank(line[at]))) {
        std::size_t backslashes = 0;
        while (at < line.size() && line[at] == '\\') ++backslashes, ++at;
        const bool quote = at < line.size() && line[at] == '"';
        out.append(quote ? backslashes / 2 : backslashes, '\\');
        if (quote && backslashes % 2 == 1) {
            out += '"';
            ++at;
        } else if (quote && quoted && line.substr(at, 2) == "\"\"") {
            out += '"';
            at += 2;
        } else if (quote) {
            quoted = !quoted;
            ++at;
        } else if (backslashes == 0) {
            out += line[at++];
        }
    }
    line.remove_prefix(at);
    return out;
}

void skip_blanks(std::string_view& line) {
    while (!line.empty() && is_blank(line.front())) line.remove_prefix(1);
}

} // namespace

std::string windows_arguments(const std::vector<std::string>& words) {
    std::string out;
    for (const std::string& word : words) {
        if (!out.empty()) out += ' ';
        out += argument(word);
    }
    return out;
}

std::string windows_command_line(const std::vector<std::string>& words) {
    if (words.empty()) return {};
    std::string out = '"' + words.front() + '"';
    for (std::size_t i = 1; i < words.size(); ++i) out += ' ' + argument(words[i]);
    return out;
}

std::vector<std::string> windows_command_words(std::string_view line) {
    if (line.empty()) return {};
    std::vector<std::string> words{take_program(line)};
    for (skip_blanks(line); !line.empty(); skip_blanks(line)) words.push_back(take_argument(line));
    return words;
}

} // namespace ddns
