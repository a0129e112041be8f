// SPDX-License-Identifier: MIT
#include "provider/load_call.h"

#include "config/values.h"
#include "provider/vocabulary.h"
#include "util/text.h"

#include <algorithm>
#include <fmt/format.h>

namespace ddns {

namespace {

const std::vector<std::string> condition_keys = names_of(condition_words());

struct MeaningWord {
    std::string_view word;
    Meaning means;
};
constexpr MeaningWord words[] = {
    {"updated", {Meaning::Kind::done, {}}},
    {"ok", {Meaning::Kind::done, {}}},
    {"unchanged", {Meaning::Kind::unchanged, {}}},
    {"none", {Meaning::Kind::none, {}}},
    {"pending", {Meaning::Kind::pending, {}}},
    {"auth", {Meaning::Kind::failed, ErrorKind::auth}},
    {"abuse", {Meaning::Kind::failed, ErrorKind::abuse}},
    {"rejected", {Meaning::Kind::failed, ErrorKind::rejected}},
    {"rate", {Meaning::Kind::failed, ErrorKind::rate}},
    {"server", {Meaning::Kind::failed, ErrorKind::server}},
    {"bad_reply", {Meaning::Kind::failed, ErrorKind::bad_reply}},
};

/// "30m", "10s", "2h"; a unit is a must.
std::optional<Duration> parse_wait(std::string_view text) {
    if (text.empty() || (text.back() >= '0' && text.back() <= '9')) return std::nullopt;
    const auto parsed = parse_duration(text);
    return parsed && *parsed <= std::chrono::hours(24 * 31) ? std::optional(*parsed) : std::nullopt;
}

} // namespace

std::vector<std::string_view> meaning_words() {
    std::vector<std::string_view> out;
    for (const MeaningWord& word : words) out.push_back(word.word);
    return out;
}

std::vector<ReplyRule> CallLoader::replies(const YAML::Node& node) {
    std::vector<ReplyRule> out;
    if (!node.IsSequence()) {
        yaml_.error(node, "replies is a list of \"meaning: { conditions }\"");
        return out;
    }
    for (const YAML::Node& item : node) rule(item, out);
    return out;
}

void CallLoader::rule(const YAML::Node& node, std::vector<ReplyRule>& out) {
    if (!node.IsMap() || node.size() != 1)
        return yaml_.error(node, "a reply is written as \"meaning: { conditions }\"");
    ReplyRule rule;
    const auto member = *node.begin();
    if (!meaning(member.first, rule)) return;
    yaml_.members(member.second, "a reply", {},
                  [&](const std::string& key, const YAML::Node& value, const YAML::Node& at) {
                      const bool known = std::find(condition_keys.begin(), condition_keys.end(), key) !=
                                         condition_keys.end();
                      if (known || key.starts_with('/'))
                          condition(key, value, rule);
                      else
                          yaml_.error(at, fmt::format("a reply has no \"{}\"{}", printable(key, 40),
                                                      suggestion(key, condition_keys)));
                  });
    if (member.second.size() == 0) yaml_.error(node, "a reply needs a condition");
    out.push_back(std::move(rule));
}

bool CallLoader::meaning(const YAML::Node& key, ReplyRule& rule) {
    const std::string text = yaml_.text(key, "a meaning").value_or("");
    const std::size_t space = text.find(' ');
    const std::string_view word = std::string_view(text).substr(0, space);
    const auto known = std::find_if(std::begin(words), std::end(words),
                                    [&](const MeaningWord& candidate) { return candidate.word == word; });
    if (known == std::end(words)) {
        yaml_.error(key, fmt::format("a reply cannot mean \"{}\"{}", printable(word, 40),
                                     suggestion(word, names_of(meaning_words()))));
        return false;
    }
    rule.means = known->means;
    if (space == std::string::npos) return true;
    rule.wait = parse_wait(std::string_view(text).substr(space + 1));
    if (!rule.wait) yaml_.error(key, "a wait is written like 30m, 90s or 2h");
    return rule.wait.has_value();
}

void CallLoader::condition(const std::string& key, const YAML::Node& value, ReplyRule& rule) {
    using On = ReplyRule::Condition::On;
    if (key == "headers") {
        yaml_.members(value, "headers", {},
                      [&](const std::string& name, const YAML::Node& wanted, const YAML::Node&) {
                          rule.conditions.push_back({On::header, to_lower(name), values(wanted)});
                      });
        return;
    }
    const On on = key == "status" ? On::status : key == "body" ? On::body : On::json;
    rule.conditions.push_back({on, on == On::json ? key : "", values(value)});
}

std::vector<Template> CallLoader::values(const YAML::Node& node) {
    std::vector<Template> out;
    if (node.IsSequence()) {
        for (const YAML::Node& item : node)
            if (const auto scalar = yaml_.text(item, "a value")) out.push_back(text(item, *scalar));
    } else if (const auto scalar = yaml_.text(node, "a value")) {
        out.push_back(text(node, *scalar));
    }
    return out;
}

} // namespace ddns
