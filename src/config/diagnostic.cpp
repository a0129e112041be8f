// SPDX-License-Identifier: MIT
#include "config/diagnostic.h"

#include <algorithm>
#include <fmt/format.h>

namespace ddns {

namespace {

constexpr std::size_t most_printed = 50;

std::string place(const Diagnostic& d) {
    if (d.line <= 0) return d.file;
    if (d.column <= 0) return fmt::format("{}:{}", d.file, d.line);
    return fmt::format("{}:{}:{}", d.file, d.line, d.column);
}

} // namespace

std::string in_one_line(const Diagnostic& d) { return fmt::format("{}: {}", place(d), d.message); }

std::string to_string(const Diagnostic& d) {
    const char* word = d.severity == Diagnostic::Severity::error ? "error" : "warning";
    std::string out = fmt::format("{}: {}: {}", place(d), word, d.message);
    if (d.excerpt.empty()) return out;
    const std::string gutter = fmt::format("{:>5} | ", d.line);
    out += "\n" + gutter + d.excerpt;
    const int caret = d.caret > 0 ? d.caret : d.column;
    if (caret > 0) out += fmt::format("\n{:>{}}^", "| ", gutter.size());
    if (caret > 1) out.insert(out.size() - 1, static_cast<std::size_t>(caret - 1), ' ');
    return out;
}

std::string to_string(std::span<const Diagnostic> diagnostics) {
    std::string out;
    for (const Diagnostic& d : diagnostics.first(std::min(diagnostics.size(), most_printed)))
        out += to_string(d) + "\n";
    if (diagnostics.size() > most_printed)
        out += fmt::format("and {} more\n", diagnostics.size() - most_printed);
    return out;
}

} // namespace ddns
