// SPDX-License-Identifier: MIT
#include "provider/reply_rules.h"

#include "http/retry_after.h"
#include "util/text.h"
#include "util/xml.h"

#include <algorithm>

namespace ddns {

namespace {

constexpr std::size_t most_json = 8u << 20;
constexpr std::size_t most_xml = 4u << 20;
constexpr std::size_t most_lines = 10000;

std::string_view header(const HttpReply& reply, std::string_view name) {
    for (const auto& [key, value] : reply.headers)
        if (key == name) return value;
    return {};
}

/// "200", or "4xx" with x for any digit.
bool status_matches(int status, std::string_view pattern) {
    const std::string digits = std::to_string(status);
    return digits.size() == pattern.size() &&
           std::equal(digits.begin(), digits.end(), pattern.begin(),
                      [](char digit, char wanted) { return wanted == 'x' || wanted == digit; });
}

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/// What may follow the fixed part of a pattern.
enum class Tail : std::uint8_t { nothing, words, anything };

bool tail_fits(std::string_view rest, Tail tail) {
    return tail == Tail::anything || rest.empty() || (tail == Tail::words && is_space(rest.front()));
}

/// A pattern with `*` at its ends, without regard to case; ` *` at the end is nothing, or a space and the
/// rest.
bool text_matches(std::string_view text, std::string_view pattern) {
    const Tail tail = pattern.ends_with(" *")  ? Tail::words
                      : pattern.ends_with('*') ? Tail::anything
                                               : Tail::nothing;
    if (tail != Tail::nothing) pattern.remove_suffix(tail == Tail::words ? 2 : 1);
    const bool anywhere = pattern.starts_with('*');
    if (anywhere) pattern.remove_prefix(1);
    for (std::size_t at = 0; at + pattern.size() <= text.size(); ++at) {
        if (equals_ignoring_case(text.substr(at, pattern.size()), pattern) &&
            tail_fits(text.substr(at + pattern.size()), tail))
            return true;
        if (!anywhere) return false;
    }
    return false;
}

template <class Match>
bool any_value(const ReplyRule::Condition& condition, const Bindings& scope, Match match) {
    return std::any_of(condition.values.begin(), condition.values.end(), [&](const Template& value) {
        const auto texts = value.alternatives(scope);
        return std::any_of(texts.begin(), texts.end(), match);
    });
}

/// A value of the reply's tree; `*` is any but null.
bool value_matches(const Json& value, std::string_view wanted) {
    if (wanted == "*") return !value.is_null();
    return !value.if_array() && !value.if_object() && value.scalar_text() == wanted;
}

bool tree_holds(const ReplyRule::Condition& condition, const Json& tree, const Bindings& scope) {
    const auto found = tree.all_at(condition.key);
    return any_value(condition, scope, [&](std::string_view wanted) {
        return std::any_of(found.begin(), found.end(),
                           [&](const Json* value) { return value_matches(*value, wanted); });
    });
}

bool holds(const ReplyRule::Condition& condition, const ReplyView& view, std::string_view body,
           const Bindings& scope) {
    using On = ReplyRule::Condition::On;
    switch (condition.on) {
    case On::status:
        return any_value(condition, scope,
                         [&](std::string_view p) { return status_matches(view.reply().status, p); });
    case On::body:
        return any_value(condition, scope, [&](std::string_view p) { return text_matches(body, p); });
    case On::header: {
        const std::string_view value = header(view.reply(), condition.key);
        return any_value(condition, scope, [&](std::string_view p) { return text_matches(value, p); });
    }
    case On::json:
        break;
    }
    const Json* tree = view.json();
    return tree && tree_holds(condition, *tree, scope);
}

bool holds(const ReplyRule& rule, const ReplyView& view, std::string_view body, const Bindings& scope) {
    using On = ReplyRule::Condition::On;
    const bool names_status = std::any_of(rule.conditions.begin(), rule.conditions.end(),
                                          [](const auto& c) { return c.on == On::status; });
    const bool good = rule.means.kind == Meaning::Kind::done || rule.means.kind == Meaning::Kind::unchanged;
    const bool success = view.reply().status / 100 == 2;
    if (good && !names_status && !success) return false;
    return std::all_of(rule.conditions.begin(), rule.conditions.end(),
                       [&](const auto& condition) { return holds(condition, view, body, scope); });
}

Meaning by_status(int status) {
    if (status == 401 || status == 403) return {Meaning::Kind::failed, ErrorKind::auth};
    if (status == 429) return {Meaning::Kind::failed, ErrorKind::rate};
    if (status == 408 || status / 100 == 5) return {Meaning::Kind::failed, ErrorKind::server};
    return {Meaning::Kind::failed, ErrorKind::bad_reply};
}

/// The first text under a name that services use for messages, breadth before depth is not needed: replies
/// are small.
const std::string* find_message(const Json& json, unsigned depth) {
    if (depth > 6) return nullptr;
    if (const auto* object = json.if_object()) {
        for (const std::string_view name :
             {"message", "msg", "error_msg", "error_description", "error", "detail", "description"})
            for (const auto& [key, member] : *object)
                if (const auto* text = member.if_string();
                    text && !text->empty() && equals_ignoring_case(key, name))
                    return text;
        for (const auto& [key, member] : *object)
            if (const auto* text = find_message(member, depth + 1)) return text;
    }
    if (const auto* array = json.if_array())
        for (const Json& item : *array)
            if (const auto* text = find_message(item, depth + 1)) return text;
    return nullptr;
}

} // namespace

const Json* ReplyView::json() const {
    if (!parsed_) {
        parsed_ = true;
        const std::string_view text = body();
        if (text.starts_with('{') || text.starts_with('['))
            if (auto value = parse_json(text, most_json)) json_ = std::move(*value);
        if (text.starts_with('<'))
            if (auto value = parse_xml(text, most_xml)) json_ = std::move(*value);
    }
    return json_ ? &*json_ : nullptr;
}

std::string_view ReplyView::body() const { return trim(reply_.body); }

std::vector<std::string_view> ReplyView::lines() const {
    std::vector<std::string_view> out;
    std::string_view rest = reply_.body;
    while (!rest.empty() && out.size() < most_lines) {
        const std::size_t end = rest.find('\n');
        if (const auto line = trim(rest.substr(0, end)); !line.empty()) out.push_back(line);
        rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    }
    return out;
}

std::string ReplyView::words() const {
    if (const Json* tree = json())
        if (const auto* message = find_message(*tree, 0)) return *message;
    return std::string(body().substr(0, 4096));
}

Verdict judge(std::span<const ReplyRule> own, std::span<const ReplyRule> common, const ReplyView& view,
              std::string_view body, const Bindings& scope) {
    Verdict verdict;
    const ReplyRule* found = nullptr;
    for (const auto rules : {own, common})
        for (const ReplyRule& rule : rules)
            if (!found && holds(rule, view, body, scope)) found = &rule;
    verdict.means = found ? found->means : by_status(view.reply().status);
    if (found) {
        verdict.wait = found->wait;
        verdict.by_body = std::any_of(found->conditions.begin(), found->conditions.end(),
                                      [](const auto& c) { return c.on == ReplyRule::Condition::On::body; });
    }
    const bool may_wait =
        verdict.means.kind == Meaning::Kind::failed &&
        (verdict.means.error == ErrorKind::rate || verdict.means.error == ErrorKind::server);
    // Whichever is longer: a rule's wait is what the provider's description asks for.
    if (const auto told = may_wait ? retry_after(view.reply()) : std::nullopt)
        verdict.wait = std::max(verdict.wait.value_or(Duration::zero()), *told);
    return verdict;
}

} // namespace ddns
