// SPDX-License-Identifier: MIT
#pragma once

#include "import/imported.h"

namespace ddns {

/// A word, a string, or one of `{ } ( ) , =` and `+=` (as '+').
struct ConfuseToken {
    enum class Kind : std::uint8_t { text, sign, end, error };
    Kind kind = Kind::end;
    char sign = 0;
    ImportedValue value; ///< of a text; a variable when it is `${NAME}` and nothing else
    int line = 1;
    std::string error;
};

/// Cuts a text into tokens; the rules are those of libConfuse's lexer. The text outlives it.
class ConfuseLexer {
public:
    explicit ConfuseLexer(std::string_view text) : text_(text) {}
    ConfuseToken next();

private:
    void skip_blanks_and_comments();
    void skip_block_comment();
    void skip_line();
    ConfuseToken word();
    ConfuseToken quoted(char quote);
    void escape(std::string& out);
    void octal(std::string& out);
    void hexadecimal(std::string& out);
    std::string_view variable();
    [[nodiscard]] char at(std::size_t offset) const {
        return position_ + offset < text_.size() ? text_[position_ + offset] : '\0';
    }
    [[nodiscard]] bool ended() const { return position_ >= text_.size(); }
    char take();

    std::string_view text_;
    std::size_t position_ = 0;
    int line_ = 1;
};

} // namespace ddns
