// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

namespace ddns {

/// One thing that is wrong in a file that a user wrote. Lines and columns count from 1; 0 = the file as a
/// whole.
struct Diagnostic {
    enum class Severity { warning, error };
    Severity severity = Severity::error;
    std::string file;
    int line = 0;
    int column = 0;
    std::string message; ///< one sentence, with what to do; never a secret
    std::string excerpt; ///< the offending line, with what may be a secret replaced by `***`; "" = none

    bool operator==(const Diagnostic&) const = default;
};

/// `config.yaml:12:5: error: unknown key "tokn"; did you mean "token"?` + the line and a caret below it.
std::string to_string(const Diagnostic& diagnostic);

} // namespace ddns
