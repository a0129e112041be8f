// SPDX-License-Identifier: MIT
#include "provider/load_call.h"

#include "util/text.h"

#include <fmt/format.h>

namespace ddns {

namespace {

constexpr unsigned deepest_body = 16;
constexpr unsigned most_body_nodes = 2000;

const std::vector<std::string> call_keys = {"request", "headers", "body", "items",
                                            "each",    "total",   "most", "replies"};
const std::vector<std::string> condition_keys = {"status", "line", "body", "headers"};

struct Word {
    std::string_view word;
    Meaning means;
};
constexpr Word words[] = {
    {"updated", {Meaning::Kind::done, {}}},
    {"ok", {Meaning::Kind::done, {}}},
    {"unchanged", {Meaning::Kind::unchanged, {}}},
    {"none", {Meaning::Kind::none, {}}},
    {"auth", {Meaning::Kind::failed, ErrorKind::auth}},
    {"abuse", {Meaning::Kind::failed, ErrorKind::abuse}},
    {"rejected", {Meaning::Kind::failed, ErrorKind::rejected}},
    {"rate", {Meaning::Kind::failed, ErrorKind::rate}},
    {"server", {Meaning::Kind::failed, ErrorKind::server}},
    {"bad_reply", {Meaning::Kind::failed, ErrorKind::bad_reply}},
};

/// "30m", "10s", "2h".
std::optional<Duration> parse_wait(std::string_view text) {
    if (text.size() < 2) return std::nullopt;
    const auto count = parse_unsigned(text.substr(0, text.size() - 1));
    if (!count || *count > 100000) return std::nullopt;
    const auto n = static_cast<std::int64_t>(*count);
    switch (text.back()) {
    case 's':
        return std::chrono::seconds(n);
    case 'm':
        return std::chrono::minutes(n);
    case 'h':
        return std::chrono::hours(n);
    default:
        return std::nullopt;
    }
}

} // namespace

Template CallLoader::text(const YAML::Node& node, std::string_view text) {
    std::size_t at = 0;
    auto parsed = Template::parse(text, settings_, &at);
    if (parsed) return std::move(*parsed);
    const std::size_t part = node.Scalar().find(text);
    const std::size_t quote = node.Tag() == "!" ? 1 : 0;
    yaml_.error(node.Mark(), parsed.error().what, (part == std::string::npos ? 0 : part) + at + quote);
    return {};
}

Call CallLoader::call(const YAML::Node& node, const YAML::Node& at, std::string_view name) {
    Call out;
    const std::size_t before = yaml_.diagnostics().size();
    bool requested = false;
    yaml_.members(
        node, name, call_keys, [&](const std::string& key, const YAML::Node& value, const YAML::Node&) {
            if (key == "request") {
                requested = true;
                const auto line = yaml_.text(value, "request");
                if (!line) return;
                std::size_t byte = 0;
                auto parsed = RequestLine::parse(*line, settings_, &byte);
                if (parsed)
                    out.request = std::move(*parsed);
                else
                    yaml_.error(value.Mark(), parsed.error().what, byte + (value.Tag() == "!" ? 1 : 0));
            }
            if (key == "headers") out.headers = headers(value);
            if (key == "body") out.body = body(value, name == "batch");
            if (key == "items") out.items = pointer(value, "items");
            if (key == "total") out.total = pointer(value, "total");
            if (key == "each") out.each = each(value);
            if (key == "most") out.most = yaml_.number(value, "most", 1, 10000).value_or(1);
            if (key == "replies") out.replies = replies(value);
        });
    if (!requested && yaml_.diagnostics().size() == before)
        yaml_.error(at, fmt::format("\"{}\" needs a \"request\"", name));
    return out;
}

std::vector<std::pair<std::string, Template>> CallLoader::headers(const YAML::Node& node) {
    std::vector<std::pair<std::string, Template>> out;
    if (node.IsScalar()) { // lines of a user's template
        out.emplace_back("", text(node, node.Scalar()));
        return out;
    }
    yaml_.members(node, "headers", {},
                  [&](const std::string& key, const YAML::Node& value, const YAML::Node&) {
                      if (const auto scalar = yaml_.text(value, key))
                          out.emplace_back(key, text(value, *scalar));
                  });
    return out;
}

BodyNode CallLoader::body(const YAML::Node& node, bool in_batch) { return body_node(node, in_batch, 0); }

BodyNode CallLoader::body_scalar(const YAML::Node& node) {
    BodyNode out;
    const std::string& scalar = node.Scalar();
    const bool plain = node.Tag() == "?";
    const auto number = parse_unsigned(scalar);
    if (plain && (scalar == "true" || scalar == "false" || (number && *number < (1ull << 62)))) {
        out.kind = BodyNode::Kind::literal;
        out.literal = number ? Json(static_cast<std::int64_t>(*number)) : Json(scalar == "true");
        return out;
    }
    out.text = text(node, scalar);
    return out;
}

BodyNode CallLoader::body_node(const YAML::Node& node, bool in_batch, unsigned depth) {
    BodyNode out;
    if (depth > deepest_body || ++nodes_ > most_body_nodes) {
        if (nodes_ <= most_body_nodes + 1) yaml_.error(node, "this body is too deep or too large");
        nodes_ = most_body_nodes + 2;
        return out;
    }
    if (node.IsScalar()) return body_scalar(node);
    if (node.IsSequence()) {
        out.kind = BodyNode::Kind::array;
        for (const YAML::Node& item : node) out.items.push_back(body_node(item, in_batch, depth + 1));
        return out;
    }
    if (!node.IsMap()) {
        yaml_.error(node, "a body is made of texts, maps and lists");
        return out;
    }
    out.kind = BodyNode::Kind::object;
    yaml_.members(node, "a body", {},
                  [&](const std::string& key, const YAML::Node& value, const YAML::Node&) {
                      out.keys.push_back(key);
                      out.items.push_back(body_node(value, in_batch, depth + 1));
                  });
    if (!in_batch || out.items.size() != 1) return out;
    const std::string& key = out.keys[0];
    if (key != "create" && key != "update" && key != "delete") return out;
    BodyNode each;
    each.kind = BodyNode::Kind::each;
    each.each = key == "create" ? WriteKind::create : key == "update" ? WriteKind::update : WriteKind::remove;
    each.items.push_back(std::move(out.items[0]));
    return each;
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
                                    [&](const Word& candidate) { return candidate.word == word; });
    if (known == std::end(words)) {
        std::vector<std::string> names;
        for (const Word& candidate : words) names.emplace_back(candidate.word);
        yaml_.error(
            key, fmt::format("a reply cannot mean \"{}\"{}", printable(word, 40), suggestion(word, names)));
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
    const On on = key == "status" ? On::status
                  : key == "line" ? On::line
                  : key == "body" ? On::body
                                  : On::json;
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

std::string CallLoader::pointer(const YAML::Node& node, std::string_view what) {
    std::string out = yaml_.text(node, what).value_or("");
    if (!out.empty() && out.front() != '/')
        yaml_.error(node, fmt::format("{} is a JSON Pointer and begins with a slash", what));
    return out;
}

std::vector<std::pair<std::string, std::string>> CallLoader::each(const YAML::Node& node) {
    std::vector<std::string> known = {"id", "name", "type", "value", "ttl"};
    for (const SettingTraits& setting : settings_)
        if (setting.record) known.push_back(setting.name);
    std::vector<std::pair<std::string, std::string>> out;
    yaml_.members(node, "each", known,
                  [&](const std::string& key, const YAML::Node& value, const YAML::Node&) {
                      out.emplace_back(key, pointer(value, key));
                  });
    return out;
}

} // namespace ddns
