// SPDX-License-Identifier: MIT
#include "config/fields.h"

#include "config/utf8.h"
#include "config/values.h"
#include "util/text.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>

namespace ddns {

namespace {

constexpr std::size_t few = 16;     // names that a message lists
constexpr std::size_t small = 24;   // keys that are compared with each other without an index
constexpr std::size_t longest = 64; // bytes of a foreign word in a message

bool is_word(std::string_view text) { return is_plain_name(text) && text.size() <= 40; }

/// `token:SECRET` without a blank is one long key; its start tells what was meant.
std::optional<std::string> glued_key(std::string_view text, const std::vector<std::string_view>& known) {
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const std::string_view start = text.substr(0, colon);
    if (std::find(known.begin(), known.end(), start) == known.end()) return std::nullopt;
    return std::string(start);
}

} // namespace

std::string hint(std::string_view word, const std::vector<std::string>& known) {
    if (const auto near = closest_match(word, known)) return fmt::format("; did you mean \"{}\"?", *near);
    if (known.empty() || known.size() > few) return {};
    return fmt::format("; known: {}", join(known, ", "));
}

std::string quoted(std::string_view word) {
    if (word.empty() || word.size() > longest) return "here";
    for (std::size_t i = 0; i < word.size();) {
        const CodePoint point = first_code_point(word.substr(i));
        if (point.length == 0 || !is_visible(point.value)) return "here";
        i += point.length;
    }
    return fmt::format("\"{}\"", word);
}

Fields::Fields(Report& report, const Node& map, std::string owner, Mark place, const SecretReader* secrets)
    : report_(report), map_(map), owner_(std::move(owner)), place_(place), secrets_(secrets) {
    good_ = map.kind == Node::Kind::map;
    if (!good_) {
        const Mark& mark = map.is_null() ? place : map.mark;
        report.error(mark, fmt::format("{} must be a map (lines of \"key: value\")", owner_));
        return;
    }
    taken_.resize(map.children.size() / 2);
    refuse_duplicates();
}

void Fields::refuse_duplicates() {
    std::map<std::string_view, std::size_t> index;
    const bool indexed = taken_.size() > small;
    for (std::size_t i = 0; i < taken_.size(); ++i) {
        if (!key_at(i).is_scalar()) continue;
        std::size_t before = i;
        if (indexed)
            before = index.emplace(key_at(i).text, i).first->second;
        else
            before = find(key_at(i).text);
        if (before == i) continue;
        taken_[i] = true;
        const std::string name = is_word(key_at(i).text) ? quoted(key_at(i).text) : "a key";
        report_.error(key_at(i).mark, fmt::format("{} is given twice (first in line {}); remove one", name,
                                                  key_at(before).mark.line));
    }
}

std::size_t Fields::find(std::string_view key) const {
    for (std::size_t i = 0; i < taken_.size(); ++i)
        if (key_at(i).is_scalar() && key_at(i).text == key) return i;
    return taken_.size();
}

Field Fields::take(std::string_view key) {
    known_.push_back(key);
    if (!good_) return {};
    const std::size_t i = find(key);
    if (i == taken_.size()) return {};
    taken_[i] = true;
    report_.show(key_at(i).mark);
    return peek(key);
}

Field Fields::peek(std::string_view key) const {
    const std::size_t i = good_ ? find(key) : taken_.size();
    return i < taken_.size() ? Field{&key_at(i), &value_at(i)} : Field{};
}

bool Fields::usable_scalar(const Field& field) {
    const std::string& key = field.key->text;
    if (field.value->is_scalar() && !field.value->text.empty()) return true;
    if (field.value->is_scalar() || field.value->is_null())
        report_.error(field.key->mark, fmt::format("\"{}\" is empty; give it a value or remove it", key));
    else
        report_.error(field.value->mark, fmt::format("\"{}\" must be a single value, not a {}", key,
                                                     field.value->kind == Node::Kind::map ? "map" : "list"));
    return false;
}

std::optional<std::string> Fields::text(std::string_view key) {
    const Field field = take(key);
    if (!field || !usable_scalar(field)) return std::nullopt;
    if (!secrets_) {
        report_.show(field.value->mark);
        return plain_text(field);
    }
    auto expanded = secrets_->expand(*field.value);
    if (!expanded) return std::nullopt;
    if (expanded->text.empty()) {
        error(field, fmt::format("\"{}\" is empty after its \"${{...}}\" is replaced", key));
        return std::nullopt;
    }
    return std::move(expanded->text);
}

/// What nobody replaces must not be taken at its word: `${...}`, the home folder of a shell.
std::optional<std::string> Fields::plain_text(const Field& field) const {
    const std::string& text = field.value->text;
    const bool control = std::any_of(text.begin(), text.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte < 0x20 || byte == 0x7f;
    });
    std::string_view wrong;
    if (text.find("${") != std::string::npos)
        wrong = "is not a place for \"${...}\", which is replaced in accounts only; write the value itself";
    else if (text == "~" || text.starts_with("~/"))
        wrong = "starts with \"~\", which is a word of the shell; write the whole path";
    else if (control)
        wrong = "has a line break or a control character inside; it must be one line";
    if (wrong.empty()) return text;
    error(field, fmt::format("\"{}\" {}", field.key->text, wrong));
    return std::nullopt;
}

std::optional<bool> Fields::truth(std::string_view key) {
    const Field field = take(key);
    if (!field || !usable_scalar(field)) return std::nullopt;
    report_.show(field.value->mark);
    if (field.value->text == "true") return true;
    if (field.value->text == "false") return false;
    error(field, fmt::format("\"{}\" must be true or false", key));
    return std::nullopt;
}

std::optional<std::uint64_t> Fields::number(std::string_view key, std::uint64_t least, std::uint64_t most) {
    const auto value = text(key);
    if (!value) return std::nullopt;
    const Field field = peek(key);
    report_.show(field.value->mark);
    const auto parsed = parse_unsigned(*value);
    if (parsed && *parsed >= least && *parsed <= most) return parsed;
    error(field, fmt::format("\"{}\" must be a number from {} to {}", key, least, most));
    return std::nullopt;
}

std::optional<Duration> Fields::duration(std::string_view key, Duration least, Duration most) {
    const auto value = text(key);
    if (!value) return std::nullopt;
    const Field field = peek(key);
    report_.show(field.value->mark);
    const auto parsed = parse_duration(*value);
    if (!parsed) {
        error(field, fmt::format("\"{}\" {}", key, parsed.error().what));
        return std::nullopt;
    }
    if (*parsed >= least && *parsed <= most) return *parsed;
    const char* side = *parsed < least ? "at least" : "at most";
    error(field,
          fmt::format("\"{}\" must be {} {}", key, side, format_duration(*parsed < least ? least : most)));
    return std::nullopt;
}

std::optional<std::vector<const Node*>> Fields::items(std::string_view key) {
    const Field field = take(key);
    if (!field) return std::nullopt;
    if (field.value->kind != Node::Kind::sequence) {
        if (!usable_scalar(field)) return std::nullopt;
        report_.show(field.value->mark);
        return std::vector<const Node*>{field.value};
    }
    if (field.value->children.empty()) {
        error(field, fmt::format("\"{}\" is an empty list; name at least one or remove it", key));
        return std::nullopt;
    }
    std::vector<const Node*> out;
    for (const Node& item : field.value->children) {
        if (item.is_scalar() && !item.text.empty()) {
            report_.show(item.mark);
            out.push_back(&item);
        } else {
            report_.error(item.mark, fmt::format("\"{}\" is a list of plain words; this is none", key));
        }
    }
    return out;
}

std::optional<Expanded> Fields::secret(std::string_view key, Lines lines) {
    const Field field = take(key);
    if (!field) return std::nullopt;
    report_.hide(field.value->mark);
    if (field.value->is_null() || !field.value->is_scalar()) {
        usable_scalar(field);
        return std::nullopt;
    }
    return secrets_ ? secrets_->expand(*field.value, lines) : Expanded{field.value->text, false};
}

void Fields::missing(std::string_view key, std::string_view what_to_do) const {
    if (good_) report_.error(place_, fmt::format("{} needs \"{}\"; {}", owner_, key, what_to_do));
}

void Fields::report_unknown(std::size_t i) {
    const Node& key = key_at(i);
    if (!key.is_scalar()) {
        report_.error(key.mark, fmt::format("a key of {} must be a plain word", owner_));
        return;
    }
    if (key.text == "<<") {
        report_.error(key.mark, "merge keys (\"<<\") are not understood; write the settings out");
        return;
    }
    const std::vector<std::string> known(known_.begin(), known_.end());
    if (const auto start = glued_key(key.text, known_)) {
        report_.error(key.mark, fmt::format("a blank is missing after \"{}:\"", *start));
        return;
    }
    const bool meant_as_key = !value_at(i).is_null() || closest_match(key.text, known);
    const bool tell = is_word(key.text) && meant_as_key;
    if (tell) report_.show(key.mark);
    report_.error(key.mark,
                  fmt::format("unknown key{}{}", tell ? " " + quoted(key.text) : "", hint(key.text, known)));
}

void Fields::finish() {
    if (!good_) return;
    const std::vector<std::string> known(known_.begin(), known_.end());
    for (std::size_t i = 0; i < taken_.size(); ++i) {
        const bool slip = closest_match(key_at(i).text, known).has_value();
        if (!taken_[i] && (!ignored_ || slip)) report_unknown(i);
    }
}

} // namespace ddns
