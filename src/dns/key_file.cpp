// SPDX-License-Identifier: MIT
#include "dns/key_file.h"

#include "util/text.h"

#include <algorithm>
#include <fmt/format.h>

namespace ddns {

namespace {

constexpr std::string_view separators = "{};";

/// A word, a quoted text, or one of { } ;
struct Token {
    std::string_view text; ///< empty and not quoted: the end
    bool quoted = false;
    std::size_t at = 0;

    [[nodiscard]] bool is(std::string_view word) const { return !quoted && text == word; }
    [[nodiscard]] bool is_word() const {
        return quoted || (!text.empty() && separators.find(text[0]) == std::string_view::npos);
    }
};

class Tokens {
public:
    explicit Tokens(std::string_view text) : text_(text) {}

    Token next() {
        skip();
        const std::size_t begin = at_;
        if (begin >= text_.size()) return {{}, false, text_.size()};
        if (text_[begin] == '"') {
            const std::size_t end = std::min(text_.find_first_of("\"\n", begin + 1), text_.size());
            at_ = std::min(end + 1, text_.size());
            return {text_.substr(begin + 1, end - begin - 1), true, begin};
        }
        if (separators.find(text_[begin]) != std::string_view::npos) {
            ++at_;
            return {text_.substr(begin, 1), false, begin};
        }
        at_ = std::min(text_.find_first_of("{};\" \t\r\n", begin), text_.size());
        return {text_.substr(begin, at_ - begin), false, begin};
    }

private:
    void skip() {
        while (at_ < text_.size()) {
            const std::string_view rest = text_.substr(at_);
            if (std::string_view(" \t\r\n").find(rest[0]) != std::string_view::npos)
                ++at_;
            else if (rest.starts_with("#") || rest.starts_with("//"))
                at_ = std::min(text_.find('\n', at_), text_.size());
            else if (rest.starts_with("/*"))
                at_ = std::min(text_.find("*/", at_ + 2), text_.size() - 2) + 2;
            else
                return;
        }
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

class Parser {
public:
    explicit Parser(std::string_view text) : text_(text), tokens_(text) {}

    Result<TsigKey> parse() {
        if (!tokens_.next().is("key")) return wrong(0, "it does not begin with `key \"NAME\" {`");
        const Token name = tokens_.next();
        const auto dns_name = name.is_word() ? DnsName::parse(name.text) : std::nullopt;
        if (!dns_name) return wrong(name.at, "the name of the key is no domain name");
        key_.name = *dns_name;
        if (const Token open = tokens_.next(); !open.is("{")) return wrong(open.at, "`{` is missing");
        if (auto body = parse_body(); !body) return tl::unexpected<Error>(body.error());
        const Token end = tokens_.next();
        const Token after = end.is(";") ? tokens_.next() : end;
        if (after.is("key")) return wrong(after.at, "there is a second key; keep one key in this file");
        if (after.quoted || !after.text.empty()) return wrong(after.at, "there is something behind the key");
        return std::move(key_);
    }

private:
    Result<void> parse_body() {
        bool has_algorithm = false, has_secret = false;
        while (true) {
            const Token word = tokens_.next();
            if (word.is("}")) {
                if (!has_algorithm) return wrong(word.at, "the key has no algorithm");
                if (!has_secret) return wrong(word.at, "the key has no secret");
                return {};
            }
            const bool algorithm = word.is("algorithm"), secret = word.is("secret");
            if (!algorithm && !secret) return wrong(word.at, "`algorithm`, `secret` or `}` is missing here");
            const Token value = tokens_.next();
            if (!value.is_word()) return wrong(value.at, fmt::format("`{}` has no value", word.text));
            auto taken = algorithm ? take_algorithm(value) : take_secret(value);
            if (!taken) return taken;
            (algorithm ? has_algorithm : has_secret) = true;
            if (const Token end = tokens_.next(); !end.is(";")) return wrong(end.at, "`;` is missing");
        }
    }

    Result<void> take_algorithm(const Token& value) {
        const auto digest = parse_tsig_algorithm(value.text);
        if (!digest) return wrong(value.at, fmt::format("the algorithm {}", digest.error().what));
        key_.digest = *digest;
        return {};
    }

    Result<void> take_secret(const Token& value) {
        auto secret = decode_base64(Secret(std::string(value.text)));
        if (!secret || secret->empty()) return wrong(value.at, "the secret is no base64");
        key_.secret = std::move(*secret);
        return {};
    }

    [[nodiscard]] tl::unexpected<Error> wrong(std::size_t at, std::string_view what) const {
        const std::string_view before = text_.substr(0, at);
        const auto line = std::count(before.begin(), before.end(), '\n') + 1;
        const std::size_t start = before.rfind('\n');
        const std::size_t column = at - (start == std::string_view::npos ? 0 : start + 1) + 1;
        return fail(ErrorKind::config, fmt::format("{}:{}: {}", line, column, what));
    }

    std::string_view text_;
    Tokens tokens_;
    TsigKey key_;
};

} // namespace

Result<TsigKey> parse_key_file(std::string_view text, std::size_t longest) {
    if (text.size() > longest)
        return fail(ErrorKind::config, fmt::format("1:1: it is longer than {} bytes", longest));
    return Parser(text).parse();
}

} // namespace ddns
