// SPDX-License-Identifier: MIT
#include "import/ddclient_lines.h"

#include "util/text.h"

#include <algorithm>

namespace ddns {

namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\v' || c == '\f'; }
bool is_name_start(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_name(char c) { return is_name_start(c) || (c >= '0' && c <= '9') || c == '_' || c == '-'; }

std::string_view after_blanks(std::string_view text, bool commas) {
    while (!text.empty() && (is_blank(text.front()) || (commas && text.front() == ',')))
        text.remove_prefix(1);
    return text;
}

/// A password that was cut out of a line, because its rule is another than that of other values.
struct Password {
    std::string name;
    std::string value;
    int line = 0;
};

/// Finds the first `...password=` of a line before any `#`, and leaves `...password=` and the rest in `line`.
std::optional<Password> cut_password(std::string& line, int number) {
    static constexpr std::string_view word = "password";
    const std::string_view text(line);
    const std::size_t comment = text.find('#');
    for (std::size_t at = text.find(word); at < comment; at = text.find(word, at + 1)) {
        std::string_view rest = after_blanks(text.substr(at + word.size()), false);
        if (!rest.starts_with('=')) continue;
        rest = after_blanks(rest.substr(1), false);
        if (rest.empty()) continue;
        std::size_t begin = at;
        while (begin > 0 && is_name(text[begin - 1])) --begin;
        Password out{std::string(text.substr(begin, at - begin)) + std::string(word), {}, number};
        const bool quoted = rest.front() == '\'';
        const std::size_t quote = rest.rfind('\'');
        if (quoted && quote == 0) return std::nullopt; // not closed: the rule of the other values is as good
        std::size_t length = quoted ? quote + 1 : 0;
        while (!quoted && length < rest.size() && !is_blank(rest[length])) ++length;
        out.value = quoted ? rest.substr(1, quote - 1) : rest.substr(0, length);
        line = std::string(text.substr(0, begin)) + out.name + "=" + std::string(rest.substr(length));
        return out;
    }
    return std::nullopt;
}

/// One logical line while its parts come in. Each byte remembers its line.
struct Joined {
    std::string text;
    std::vector<int> lines;
    std::vector<Password> passwords;

    void append(std::string_view part, int line) {
        for (const char c : part) text += is_blank(c) ? ' ' : c;
        lines.insert(lines.end(), part.size(), line);
    }
};

class LineParser {
public:
    LineParser(Joined joined, DdclientFile& file) : joined_(std::move(joined)), file_(file) {}

    void parse() {
        while (read_option()) {
        }
        read_hosts();
        if (!out_.hosts.empty() || !out_.options.empty()) file_.lines.push_back(std::move(out_));
    }

private:
    [[nodiscard]] std::string_view rest() const { return std::string_view(joined_.text).substr(position_); }
    [[nodiscard]] int line() const {
        return joined_.lines.empty() ? 0 : joined_.lines[std::min(position_, joined_.lines.size() - 1)];
    }
    void skip_separators() { position_ = joined_.text.size() - after_blanks(rest(), true).size(); }

    bool read_option() {
        skip_separators();
        const std::string_view text = rest();
        if (text.empty() || !is_name_start(text.front())) return false;
        std::size_t end = 0;
        while (end < text.size() && is_name(text[end])) ++end;
        if (end >= text.size() || text[end] != '=') return false;
        const ImportPlace place{line(), ""};
        if (out_.place.line == 0) out_.place = place;
        std::string name = to_lower(text.substr(0, end));
        position_ += end + 1;
        store(std::move(name), read_value(), place);
        return true;
    }

    /// Ends at an unquoted blank or comma; `\` takes the meaning from the next character.
    std::string read_value() {
        std::string value;
        char quote = 0;
        for (; position_ < joined_.text.size(); ++position_) {
            const char c = joined_.text[position_];
            if (c == '\\') {
                if (++position_ < joined_.text.size()) value += joined_.text[position_];
            } else if (quote != 0 && c == quote) {
                quote = 0;
            } else if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
            } else if (quote == 0 && (is_blank(c) || c == ',')) {
                break;
            } else {
                value += c;
            }
        }
        return value;
    }

    void store(std::string name, std::string value, const ImportPlace& place) {
        const auto cut = std::find_if(joined_.passwords.begin(), joined_.passwords.end(),
                                      [&](const Password& one) { return to_lower(one.name) == name; });
        if (cut != joined_.passwords.end()) return store_password(*cut, name);
        if (name == "host") return add_hosts(value);
        if (name.ends_with("_env"))
            out_.options.set({name.substr(0, name.size() - 4),
                              {ImportedValue::Kind::variable, Secret(std::move(value))},
                              place});
        else
            out_.options.set(std::move(name), std::move(value), place);
    }

    void store_password(const Password& password, const std::string& name) {
        const ImportPlace place{password.line, ""};
        if (password.value.ends_with(','))
            file_.notes.push_back({ImportNote::Kind::hint, place, name,
                                   "ddclient takes the comma at its end for a part of it, and so does this"});
        else if (password.value.starts_with('"'))
            file_.notes.push_back({ImportNote::Kind::hint, place, name,
                                   "ddclient takes double quotes for a part of it, and so does this"});
        out_.options.set(name, password.value, place);
    }

    void add_hosts(std::string_view list) {
        for (const std::string_view host : split(list, ','))
            if (!trim(host).empty()) out_.hosts.emplace_back(trim(host));
    }

    void read_hosts() {
        skip_separators();
        const int number = line();
        if (out_.place.line == 0) out_.place = {number, ""};
        std::vector<std::string> words; // blanks around a comma belong to it
        bool open = false;
        for (const std::string_view word : split(rest(), ' ')) {
            const std::string_view part = trim(word);
            if (part.empty()) continue;
            if (!words.empty() && (open || part.starts_with(',')))
                words.back() += part;
            else
                words.emplace_back(part);
            open = part.ends_with(',');
        }
        if (!words.empty()) add_hosts(words[0]);
        if (words.size() > 1) out_.options.set("login", words[1], {number, ""});
        if (words.size() > 2) out_.options.set("password", words[2], {number, ""});
    }

    Joined joined_;
    DdclientFile& file_;
    DdclientLine out_;
    std::size_t position_ = 0;
};

} // namespace

DdclientFile parse_ddclient(std::string_view text) {
    DdclientFile file;
    Joined joined;
    int number = 0;
    for (const std::string_view raw : split(text, '\n')) {
        ++number;
        std::string line(raw);
        std::erase(line, '\r');
        if (auto password = cut_password(line, number)) joined.passwords.push_back(std::move(*password));
        line = line.substr(0, line.find('#'));
        std::string_view kept = line;
        while (!kept.empty() && is_blank(kept.back())) kept.remove_suffix(1);
        const bool goes_on = kept.ends_with('\\');
        if (goes_on) kept.remove_suffix(1);
        joined.append(kept, number);
        if (goes_on) continue;
        LineParser(std::move(joined), file).parse();
        joined = {};
    }
    LineParser(std::move(joined), file).parse();
    return file;
}

} // namespace ddns
