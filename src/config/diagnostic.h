// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string>
#include <vector>

namespace ddns {

/// One thing that is wrong in a file that a user wrote. Lines and columns count from 1, columns in
/// characters; 0 = the file as a whole.
struct Diagnostic {
    enum class Severity { warning, error };
    Severity severity = Severity::error;
    std::string file; ///< or "option -t" when it came from the command line
    int line = 0;
    int column = 0;
    std::string message; ///< one sentence, with what to do; never a secret
    std::string excerpt; ///< the offending line, with what may be a secret replaced by `***`; "" = none
    int caret = 0; ///< the column within `excerpt`, which is shorter or longer than the line; 0 = `column`

    bool operator==(const Diagnostic&) const = default;
};

/// `config.yaml:12:5: error: unknown key "tokn"; did you mean "token"?` + the line and a caret below it.
/// No newline at the end.
std::string to_string(const Diagnostic& diagnostic);

/// `config.yaml:12:5: unknown key "tokn"; did you mean "token"?`, for a log that says itself how bad it is.
std::string in_one_line(const Diagnostic& diagnostic);

/// One after the other, each with a newline at its end; at most 50, then "and N more".
std::string to_string(std::span<const Diagnostic> diagnostics);

} // namespace ddns
