// SPDX-License-Identifier: MIT
#include "import/confuse_lexer.h"

#include <algorithm>

namespace ddns {

namespace {

constexpr std::string_view signs = "{}(),=";
constexpr std::string_view ends_word = " #\"'\t\n\r={}()+,*";

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

ConfuseToken text_token(ImportedValue::Kind kind, std::string text, int line) {
    ConfuseToken token;
    token.kind = ConfuseToken::Kind::text;
    token.value = {kind, Secret(std::move(text))};
    token.line = line;
    return token;
}

} // namespace

char ConfuseLexer::take() {
    const char c = text_[position_++];
    if (c == '\n') ++line_;
    return c;
}

void ConfuseLexer::skip_line() {
    while (!ended() && at(0) != '\n') ++position_;
}

void ConfuseLexer::skip_block_comment() {
    position_ += 2;
    while (!ended() && !(at(0) == '*' && at(1) == '/')) take();
    position_ = std::min(position_ + 2, text_.size());
}

void ConfuseLexer::skip_blanks_and_comments() {
    while (!ended()) {
        const char c = at(0);
        if (c == '#' || (c == '/' && at(1) == '/'))
            skip_line();
        else if (c == '/' && at(1) == '*')
            skip_block_comment();
        else if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '*' || (c == '+' && at(1) != '='))
            take();
        else
            return;
    }
}

/// The name in `${NAME}`, which is taken; "" when there is no such thing here.
std::string_view ConfuseLexer::variable() {
    if (at(0) != '$' || at(1) != '{') return {};
    const std::size_t end = text_.find('}', position_);
    if (end == std::string_view::npos || end == position_ + 2) return {};
    const std::string_view name = text_.substr(position_ + 2, end - position_ - 2);
    while (position_ <= end) take();
    return name;
}

ConfuseToken ConfuseLexer::next() {
    skip_blanks_and_comments();
    ConfuseToken token;
    token.line = line_;
    if (ended()) return token;
    const char c = at(0);
    if (c == '"' || c == '\'') return quoted(c);
    if (signs.find(c) != std::string_view::npos || c == '+') {
        token.kind = ConfuseToken::Kind::sign;
        token.sign = take();
        if (c == '+') take();
        return token;
    }
    if (const std::string_view name = variable(); !name.empty())
        return text_token(ImportedValue::Kind::variable, std::string(name), token.line);
    return word();
}

ConfuseToken ConfuseLexer::word() {
    const int line = line_;
    const std::size_t begin = position_;
    while (!ended() && ends_word.find(at(0)) == std::string_view::npos) ++position_;
    return text_token(ImportedValue::Kind::text, std::string(text_.substr(begin, position_ - begin)), line);
}

void ConfuseLexer::octal(std::string& out) {
    int value = 0;
    for (int i = 0; i < 3 && at(0) >= '0' && at(0) <= '7'; ++i) value = value * 8 + (take() - '0');
    out += static_cast<char>(value);
}

void ConfuseLexer::hexadecimal(std::string& out) {
    take();
    int value = 0;
    for (int i = 0; i < 2 && hex_digit(at(0)) >= 0; ++i) value = value * 16 + hex_digit(take());
    out += static_cast<char>(value);
}

void ConfuseLexer::escape(std::string& out) {
    static constexpr std::string_view letters = "nrbfaetv", meanings = "\n\r\b\f\a\033\t\v";
    if (ended()) return;
    const char c = at(0);
    if (c >= '0' && c <= '7') return octal(out);
    if (c == 'x' && hex_digit(at(1)) >= 0) return hexadecimal(out);
    take();
    const std::size_t known = letters.find(c);
    if (known != std::string_view::npos)
        out += meanings[known];
    else if (c != '\n') // a backslash at its end joins a line to the next
        out += c;
}

ConfuseToken ConfuseLexer::quoted(char quote) {
    const int line = line_;
    take();
    std::string out;
    std::string name; // of the variable, when the string is nothing else
    bool has_variable = false;
    while (!ended() && at(0) != quote) {
        if (quote == '"') {
            if (const std::string_view found = variable(); !found.empty()) {
                name = has_variable || !out.empty() ? std::string() : std::string(found);
                has_variable = true;
                continue;
            }
        }
        const char c = take();
        if (has_variable) name.clear();
        if (c != '\\')
            out += c;
        else if (quote == '"')
            escape(out);
        else if (at(0) == '\'' || at(0) == '\\')
            out += take();
        else if (at(0) == '\n')
            take();
        else
            out += c;
    }
    if (ended()) {
        ConfuseToken token;
        token.kind = ConfuseToken::Kind::error;
        token.line = line;
        token.error = "a string that starts here has no end; close it with the same quote";
        return token;
    }
    take();
    if (!has_variable) return text_token(ImportedValue::Kind::text, std::move(out), line);
    // No environment variable is called "$": a text around one cannot be carried over.
    return text_token(ImportedValue::Kind::variable, name.empty() ? "$" : name, line);
}

} // namespace ddns
