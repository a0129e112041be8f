// SPDX-License-Identifier: MIT
#include "provider/template.h"

#include "crypto/digest.h"
#include "util/text.h"

#include <algorithm>
#include <fmt/format.h>

namespace ddns {

namespace {

constexpr std::array<std::string_view, var_count - 1> names_of_vars = {
    "name",      "fqdn",      "type",      "ip",   "ips",    "ip4",    "ip6", "old",     "ttl", "zone",
    "zone_name", "record_id", "candidate", "page", "offset", "cursor", "job", "version", "os",  "url"};
constexpr std::array<std::string_view, 5> names_of_forms = {"", "md5", "sha1", "sha256", "base64"};

bool word_character(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; }

/// `{word}`, `{word:form}`, with or without `|text`, at the beginning of `text`: the length with both braces,
/// or 0.
std::size_t placeholder_length(std::string_view text) {
    std::size_t i = 1;
    while (i < text.size() && word_character(text[i])) ++i;
    if (i == 1 || i >= text.size()) return 0;
    if (text[i] == ':') {
        const std::size_t form = ++i;
        while (i < text.size() && word_character(text[i])) ++i;
        if (i == form || i >= text.size()) return 0;
    }
    if (text[i] == '|') {
        i = text.find('}', i);
        if (i == std::string_view::npos) return 0;
    }
    return text[i] == '}' ? i + 1 : 0;
}

std::string xml_text(std::string_view value) {
    std::string out;
    for (const char c : value) {
        const bool allowed = static_cast<unsigned char>(c) >= 0x20 || c == '\t' || c == '\n' || c == '\r';
        if (c == '&')
            out += "&amp;";
        else if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else if (c == '"')
            out += "&quot;";
        else if (c == '\'')
            out += "&apos;";
        else if (allowed)
            out += c;
    }
    return out;
}

std::string encode(std::string_view value, Position position) {
    switch (position) {
    case Position::url:
        return percent_encode(value);
    case Position::header: {
        std::string out(value);
        std::erase_if(out, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
        return out;
    }
    case Position::xml:
        return xml_text(value);
    case Position::plain:
        break;
    }
    return std::string(value);
}

std::string unknown_name(std::string_view word, std::span<const SettingTraits> settings) {
    std::vector<std::string> known(names_of_vars.begin(), names_of_vars.end());
    for (const SettingTraits& setting : settings) known.push_back(setting.name);
    const auto meant = closest_match(word, known);
    return fmt::format("nothing is called {{{}}}{}", printable(word, 40),
                       meant ? fmt::format("; did you mean {{{}}}?", *meant) : "");
}

std::optional<Json> typed(std::string_view text, bool number, bool boolean) {
    if (number)
        if (const auto value = parse_unsigned(text)) return Json(static_cast<std::int64_t>(*value));
    if (boolean && (text == "true" || text == "false")) return Json(text == "true");
    return Json(text);
}

} // namespace

std::string_view to_string(Var var) {
    return var == Var::setting ? std::string_view("setting") : names_of_vars[static_cast<std::size_t>(var)];
}

bool is_engine_name(std::string_view word) {
    return std::find(names_of_vars.begin(), names_of_vars.end(), word) != names_of_vars.end();
}

bool is_placeholder_name(std::string_view word) {
    return !word.empty() && std::all_of(word.begin(), word.end(), word_character);
}

std::optional<std::string_view> Bindings::setting(std::size_t index) const {
    const SettingTraits& trait = traits[index];
    if (trait.record && options) {
        const auto given = options->find(trait.name);
        if (given != options->end()) return given->second;
    }
    if (index < settings.size() && settings[index]) return *settings[index];
    return std::nullopt;
}

std::optional<std::string_view> Bindings::held_text(std::string_view name) const {
    if (!held) return std::nullopt;
    const auto found = held->find(std::string(name));
    return found == held->end() ? std::nullopt : std::optional<std::string_view>(found->second);
}

Result<Template> Template::parse(std::string_view text, std::span<const SettingTraits> settings,
                                 std::size_t* error_at) {
    Template out;
    std::string literal;
    const auto flush = [&] {
        if (literal.empty()) return;
        Token token;
        token.text = std::move(literal);
        out.tokens_.push_back(std::move(token));
        literal.clear();
    };
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t length = text[i] == '{' ? placeholder_length(text.substr(i)) : 0;
        if (length == 0) {
            literal += text[i++];
            continue;
        }
        flush();
        const std::string_view inside = text.substr(i + 1, length - 2);
        const std::size_t bar = inside.find('|');
        const std::string_view head = inside.substr(0, bar);
        const std::size_t colon = head.find(':');
        const std::string_view word = head.substr(0, colon);
        Token token;
        token.placeholder = true;
        token.has_fallback = bar != std::string_view::npos;
        if (token.has_fallback) token.text = inside.substr(bar + 1);
        if (colon != std::string_view::npos) {
            const auto form = std::find(names_of_forms.begin(), names_of_forms.end(), head.substr(colon + 1));
            if (form == names_of_forms.end()) {
                if (error_at) *error_at = i + 1 + colon + 1;
                return fail(ErrorKind::config,
                            fmt::format("a value has no form \"{}\"; there are md5, sha1, sha256 and base64",
                                        printable(head.substr(colon + 1), 40)));
            }
            token.form = static_cast<Form>(form - names_of_forms.begin());
        }
        const auto own = std::find_if(settings.begin(), settings.end(),
                                      [&](const SettingTraits& s) { return s.name == word; });
        const auto engine = std::find(names_of_vars.begin(), names_of_vars.end(), word);
        if (own != settings.end()) {
            token.setting = static_cast<std::uint16_t>(own - settings.begin());
        } else if (engine != names_of_vars.end()) {
            token.var = static_cast<Var>(engine - names_of_vars.begin());
        } else {
            if (error_at) *error_at = i;
            return fail(ErrorKind::config, unknown_name(word, settings));
        }
        out.tokens_.push_back(std::move(token));
        i += length;
    }
    flush();
    return out;
}

std::optional<std::string> Template::shaped(std::string_view value, Form form) {
    if (form == Form::plain) return std::string(value);
    if (form == Form::base64) return base64(value);
    const Digest kind = form == Form::md5 ? Digest::md5 : form == Form::sha1 ? Digest::sha1 : Digest::sha256;
    const std::string bytes = digest(kind, value);
    return bytes.empty() ? std::nullopt : std::optional(hex(bytes));
}

bool Template::append(const Token& token, const Bindings& scope, Position position, bool redact,
                      std::string& out) const {
    if (!token.placeholder) {
        out += token.text;
        return true;
    }
    const auto list = token.var == Var::name  ? scope.names
                      : token.var == Var::ips ? scope.ips
                                              : std::span<const std::string>();
    for (const std::string& value : list) {
        if (&value != &list.front()) out += ',';
        out += encode(shaped(value, token.form).value_or(""), position);
    }
    if (!list.empty()) return true;
    std::optional<std::string_view> value;
    if (token.var == Var::setting) {
        const SettingTraits& trait = scope.traits[token.setting];
        value = scope.setting(token.setting);
        if (value && redact && trait.secret) {
            out += "***";
            return true;
        }
        if (value && trait.templated) {
            const auto inner = scope.user_templates[token.setting].fill(scope, position, redact);
            if (inner) out += *inner;
            return inner.has_value();
        }
    } else {
        value = scope.values[static_cast<std::size_t>(token.var)];
    }
    if (!value && !token.has_fallback) return false;
    if (!value)
        value = scope.held_text(token.var == Var::setting ? scope.traits[token.setting].name
                                                          : to_string(token.var));
    if (!value) {
        out += token.text;
        return true;
    }
    const auto text = shaped(*value, token.form);
    if (text) out += encode(*text, position);
    return text.has_value();
}

std::optional<std::string> Template::fill(const Bindings& scope, Position position, bool redact) const {
    std::string out;
    for (const Token& token : tokens_)
        if (!append(token, scope, position, redact, out)) return std::nullopt;
    return out;
}

std::optional<std::string> Template::text(const Bindings& scope, Position position) const {
    return fill(scope, position, false);
}

std::optional<std::string> Template::redacted(const Bindings& scope, Position position) const {
    return fill(scope, position, true);
}

std::optional<Json> Template::json(const Bindings& scope) const {
    const auto value = text(scope, Position::plain);
    if (!value) return std::nullopt;
    if (tokens_.size() != 1 || !tokens_[0].placeholder) return Json(*value);
    const Token& token = tokens_[0];
    if (token.var != Var::setting) {
        const bool number = token.var == Var::ttl || token.var == Var::page || token.var == Var::offset ||
                            (scope.numbers >> static_cast<unsigned>(token.var) & 1u) != 0;
        return typed(*value, number, false);
    }
    const SettingTraits& trait = scope.traits[token.setting];
    return typed(*value, trait.number, trait.boolean);
}

bool Template::uses(Var var) const {
    return std::any_of(tokens_.begin(), tokens_.end(),
                       [&](const Token& t) { return t.placeholder && t.var == var; });
}

bool Template::has_text_for(Var var) const {
    return std::any_of(tokens_.begin(), tokens_.end(),
                       [&](const Token& t) { return t.placeholder && t.var == var && t.has_fallback; });
}

bool Template::uses_engine() const {
    return std::any_of(tokens_.begin(), tokens_.end(), [](const Token& t) {
        return t.placeholder && t.var != Var::setting && t.var != Var::type;
    });
}

bool Template::uses_setting(std::size_t index) const {
    return std::any_of(tokens_.begin(), tokens_.end(), [&](const Token& t) {
        return t.placeholder && t.var == Var::setting && t.setting == index;
    });
}

char Template::first() const {
    return tokens_.empty() || tokens_[0].placeholder || tokens_[0].text.empty() ? '\0' : tokens_[0].text[0];
}

std::vector<std::string> Template::alternatives(const Bindings& scope) const {
    const auto placeholders =
        std::count_if(tokens_.begin(), tokens_.end(), [](const Token& t) { return t.placeholder; });
    const auto it =
        std::find_if(tokens_.begin(), tokens_.end(), [](const Token& t) { return t.placeholder; });
    const auto value = placeholders == 1 && it->var == Var::setting && !scope.traits[it->setting].templated
                           ? scope.setting(it->setting)
                           : std::nullopt;
    std::vector<std::string> out;
    if (!value) {
        if (auto whole = text(scope, Position::plain)) out.push_back(std::move(*whole));
        return out;
    }
    const std::string before = it == tokens_.begin() ? "" : tokens_.front().text;
    const std::string after = std::next(it) == tokens_.end() ? "" : tokens_.back().text;
    for (const std::string_view part : split(*value, ','))
        if (const auto text = shaped(trim(part), it->form); text && !text->empty())
            out.push_back(before + *text + after);
    return out;
}

} // namespace ddns
