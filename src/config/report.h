// SPDX-License-Identifier: MIT
#pragma once

#include "config/diagnostic.h"
#include "config/node.h"

#include <string>
#include <string_view>
#include <vector>

namespace ddns {

/// Collects what is wrong while a file is checked, and in the end quotes the lines without their secrets.
///
/// A scalar is quoted only when the check has said `show` for its mark, that is when it has taken it for
/// something that is no secret; everything nobody asked for, and every comment, stays hidden.
class Report {
public:
    /// `labels` name the negative lines of the command line's options; the text may be empty.
    Report(std::string file, std::string_view text, std::vector<std::string> labels = {});

    void error(const Mark& mark, std::string message) {
        add(Diagnostic::Severity::error, mark, std::move(message));
    }
    void warning(const Mark& mark, std::string message) {
        add(Diagnostic::Severity::warning, mark, std::move(message));
    }
    /// Takes over what somebody else found in another file.
    void include(const std::vector<Diagnostic>& others);
    [[nodiscard]] bool has_errors() const { return has_errors_; }

    void show(const Mark& mark) { shown_.push_back(mark); }
    /// Wins over `show`: a secret may stand at an anchor that is also used elsewhere.
    void hide(const Mark& mark) { hidden_.push_back(mark); }

    /// Errors first, each part in file order. `root` is null when the text could not be read as YAML; then
    /// only the keys of a line are quoted.
    [[nodiscard]] std::vector<Diagnostic> finish(const Node* root);

private:
    struct Entry {
        Mark mark;
        Diagnostic diagnostic;
    };
    void add(Diagnostic::Severity severity, const Mark& mark, std::string message);
    void quote(std::vector<Entry>& entries, const Node* root);

    std::string file_;
    std::string_view text_;
    std::vector<std::string> labels_;
    std::vector<Entry> entries_;
    std::vector<Mark> shown_, hidden_;
    bool has_errors_ = false;
};

} // namespace ddns
