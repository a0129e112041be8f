// SPDX-License-Identifier: MIT
#include "config/report.h"

#include "config/excerpt.h"

#include <algorithm>
#include <cstdlib>
#include <map>

namespace ddns {

namespace {

constexpr std::size_t most_quoted = 50; // as many as are printed

/// The lines that are wanted, in one pass over the text.
std::map<int, std::string_view> lines_of(std::string_view text, const std::vector<int>& wanted) {
    std::map<int, std::string_view> lines;
    int line = 1;
    for (std::size_t start = 0; start <= text.size(); ++line) {
        const std::size_t end = std::min(text.find('\n', start), text.size());
        if (std::binary_search(wanted.begin(), wanted.end(), line))
            lines[line] = text.substr(start, end - start);
        start = end + 1;
    }
    return lines;
}

void collect_scalars(const Node& node, const std::vector<int>& wanted, std::vector<Mark>& out) {
    if (node.is_scalar() && std::binary_search(wanted.begin(), wanted.end(), node.mark.line))
        out.push_back(node.mark);
    for (const Node& child : node.children) collect_scalars(child, wanted, out);
}

/// Options of the command line count downwards.
Mark place(const Mark& mark) { return {std::abs(mark.line), mark.column}; }

void sort_unique(std::vector<Mark>& marks) {
    std::sort(marks.begin(), marks.end());
    marks.erase(std::unique(marks.begin(), marks.end()), marks.end());
}

} // namespace

Report::Report(std::string file, std::string_view text, std::vector<std::string> labels)
    : file_(std::move(file)), text_(text), labels_(std::move(labels)) {
    if (text_.substr(0, 3) == "\xef\xbb\xbf") text_.remove_prefix(3);
}

void Report::add(Diagnostic::Severity severity, const Mark& mark, std::string message) {
    has_errors_ = has_errors_ || severity == Diagnostic::Severity::error;
    Diagnostic d;
    d.severity = severity;
    const auto label = static_cast<std::size_t>(-static_cast<std::int64_t>(mark.line) - 1);
    d.file = mark.line < 0 && label < labels_.size() ? labels_[label] : file_;
    d.line = std::max(mark.line, 0);
    d.message = std::move(message);
    entries_.push_back({mark, std::move(d)});
}

void Report::include(const std::vector<Diagnostic>& others) {
    for (const Diagnostic& d : others) {
        has_errors_ = has_errors_ || d.severity == Diagnostic::Severity::error;
        entries_.push_back({{}, d});
    }
}

void Report::quote(std::vector<Entry>& entries, const Node* root) {
    std::vector<int> wanted;
    for (const Entry& entry : entries)
        if (entry.mark.line > 0) wanted.push_back(entry.mark.line);
    std::sort(wanted.begin(), wanted.end());
    const auto lines = lines_of(text_, wanted);
    std::vector<Mark> scalars;
    if (root) collect_scalars(*root, wanted, scalars);
    sort_unique(scalars);
    sort_unique(shown_);
    sort_unique(hidden_);
    for (Entry& entry : entries) {
        const auto line = lines.find(entry.mark.line);
        if (line == lines.end()) continue;
        const auto offset = static_cast<std::size_t>(std::max(entry.mark.column - 1, 0));
        std::vector<ScalarOnLine> on_line;
        auto it = std::lower_bound(scalars.begin(), scalars.end(), Mark{entry.mark.line, 0});
        for (; it != scalars.end() && it->line == entry.mark.line; ++it) {
            const bool shown = std::binary_search(shown_.begin(), shown_.end(), *it) &&
                               !std::binary_search(hidden_.begin(), hidden_.end(), *it);
            on_line.push_back({static_cast<std::size_t>(it->column - 1), shown});
        }
        Excerpt excerpt =
            root ? excerpt_of(line->second, on_line, offset) : excerpt_of_unread(line->second, offset);
        entry.diagnostic.column = column_in_characters(line->second, offset);
        entry.diagnostic.excerpt = std::move(excerpt.text);
        entry.diagnostic.caret = excerpt.caret;
    }
}

std::vector<Diagnostic> Report::finish(const Node* root) {
    std::stable_sort(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) {
        if (a.diagnostic.severity != b.diagnostic.severity)
            return a.diagnostic.severity == Diagnostic::Severity::error;
        return place(a.mark) < place(b.mark);
    });
    std::vector<Entry> quoted;
    quoted.swap(entries_);
    const std::size_t rest = std::min(quoted.size(), most_quoted);
    std::vector<Entry> head(std::make_move_iterator(quoted.begin()),
                            std::make_move_iterator(quoted.begin() + static_cast<std::ptrdiff_t>(rest)));
    quote(head, root);
    std::vector<Diagnostic> out;
    for (Entry& entry : head) out.push_back(std::move(entry.diagnostic));
    for (std::size_t i = rest; i < quoted.size(); ++i) {
        quoted[i].diagnostic.column = quoted[i].mark.column;
        out.push_back(std::move(quoted[i].diagnostic));
    }
    return out;
}

} // namespace ddns
