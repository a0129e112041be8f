// SPDX-License-Identifier: MIT
#include "config/excerpt.h"

#include "config/utf8.h"

#include <algorithm>

namespace ddns {

namespace {

constexpr std::size_t widest = 100; // characters of an excerpt
constexpr std::string_view mask = "***";
// In a file that could not be read any other word may be a piece of a secret.
constexpr std::string_view own_words[] = {
    "poll",       "log",        "level",
    "format",     "state",      "rank",
    "uplinks",    "interface",  "metric",
    "accounts",   "provider",   "url",
    "ca",         "parallel",   "batch",
    "timeout",    "allow_http", "records",
    "name",       "account",    "types",
    "ttl",        "address",    "source",
    "classes",    "domain",     "interval",
    "token",      "username",   "password",
    "path",       "key",        "needs_default_route",
    "suffix",     "mac",        "prefix_from",
    "ipv6",       "probe",      "every",
    "down_after", "up_after",
};

bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

/// Before the first scalar of a line there is only punctuation, unless a scalar of an earlier line ends here.
std::string_view lead(std::string_view part) {
    return part.find_first_not_of(" \t-?{[,:&!") == std::string_view::npos ? part : mask;
}

/// Separators after a scalar whose end nobody knows. Without a blank among them, those at the end of a line
/// may be the scalar's own.
std::string_view trail(std::string_view part, bool last_on_line) {
    const std::size_t last = part.find_last_not_of(" \t\r,:{}[]");
    const std::string_view out = last == std::string_view::npos ? part : part.substr(last + 1);
    return last_on_line && out.find(' ') == std::string_view::npos ? std::string_view() : out;
}

std::string_view without_comment(std::string_view part) {
    for (std::size_t i = 1; i < part.size(); ++i)
        if (part[i] == '#' && (part[i - 1] == ' ' || part[i - 1] == '\t')) return part.substr(0, i - 1);
    return part;
}

/// Collects the pieces of the excerpt and where the caret came to stand.
struct Pieces {
    std::string text;
    std::size_t caret = 0; ///< byte offset in `text`
    std::size_t wanted;    ///< byte offset in the line

    void add(std::size_t start, std::string_view original, std::string_view replacement) {
        const bool here = wanted >= start && wanted < start + original.size();
        if (here) caret = text.size() + std::min(wanted - start, replacement.size());
        text += replacement;
        if (wanted >= start + original.size()) caret = text.size();
    }
};

std::vector<std::string> characters_of(std::string_view text, std::size_t& caret) {
    std::vector<std::string> characters;
    std::size_t caret_index = 0;
    for (std::size_t i = 0; i < text.size();) {
        if (i <= caret) caret_index = characters.size();
        const CodePoint point = first_code_point(text.substr(i));
        const std::size_t length = std::max<std::size_t>(point.length, 1);
        const bool tab = text[i] == '\t';
        const bool visible = point.length != 0 && is_visible(point.value);
        characters.emplace_back(tab ? " " : visible ? text.substr(i, length) : "?");
        i += length;
    }
    caret = caret >= text.size() ? characters.size() : caret_index;
    return characters;
}

Excerpt cut(std::string_view text, std::size_t caret) {
    const std::size_t last = text.find_last_not_of(" \t\r");
    text = text.substr(0, last == std::string_view::npos ? 0 : last + 1);
    if (text.empty()) return {};
    const std::vector<std::string> characters = characters_of(text, caret);
    const std::size_t start = caret > widest * 3 / 4 ? caret - widest / 2 : 0;
    const std::size_t end = std::min(characters.size(), start + widest);
    Excerpt out;
    if (start > 0) out.text = "...";
    out.caret = static_cast<int>(out.text.size() + (caret - start) + 1);
    for (std::size_t i = start; i < end; ++i) out.text += characters[i];
    if (end < characters.size()) out.text += "...";
    return out;
}

} // namespace

Excerpt excerpt_of(std::string_view line, const std::vector<ScalarOnLine>& scalars, std::size_t offset) {
    Pieces pieces{{}, 0, offset};
    const std::size_t first = scalars.empty() ? line.size() : std::min(scalars.front().offset, line.size());
    const std::string_view before = scalars.empty() ? without_comment(line) : line.substr(0, first);
    pieces.add(0, line.substr(0, first), lead(before));
    for (std::size_t i = 0; i < scalars.size() && scalars[i].offset < line.size(); ++i) {
        const std::size_t start = scalars[i].offset;
        const std::size_t end =
            i + 1 < scalars.size() ? std::min(scalars[i + 1].offset, line.size()) : line.size();
        const std::string_view part = line.substr(start, end - start);
        const std::string_view clean = without_comment(part);
        std::string shown(clean);
        if (!scalars[i].shown) {
            shown = mask;
            shown += trail(clean, i + 1 == scalars.size());
        }
        pieces.add(start, part, shown);
    }
    return cut(pieces.text, pieces.caret);
}

Excerpt excerpt_of_unread(std::string_view line, std::size_t offset) {
    const std::size_t word = line.find_first_not_of(" \t-");
    if (word == std::string_view::npos) return {};
    std::size_t colon = word;
    while (colon < line.size() && is_word(line[colon])) ++colon;
    const std::string_view key = line.substr(word, colon - word);
    const bool known = std::find(std::begin(own_words), std::end(own_words), key) != std::end(own_words);
    const std::string_view rest = line.substr(colon);
    if (!known || (rest != ":" && rest.substr(0, 2) != ": " && rest.substr(0, 2) != ":\r")) return {};
    Pieces pieces{{}, 0, offset};
    pieces.add(0, line.substr(0, colon + 1), line.substr(0, colon + 1));
    const bool blank = rest.find_first_not_of(" \t\r", 1) == std::string_view::npos;
    pieces.add(colon + 1, rest.substr(1), blank ? "" : " ***");
    return cut(pieces.text, std::min(pieces.caret, pieces.text.size()));
}

int column_in_characters(std::string_view line, std::size_t offset) {
    int column = 1;
    for (const char c : line.substr(0, offset))
        if ((static_cast<unsigned char>(c) & 0xc0u) != 0x80) ++column;
    return column;
}

} // namespace ddns
