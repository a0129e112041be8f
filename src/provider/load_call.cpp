// SPDX-License-Identifier: MIT
#include "provider/load_call.h"

#include "provider/page_reader.h"
#include "provider/vocabulary.h"
#include "util/text.h"

#include <algorithm>
#include <fmt/format.h>

namespace ddns {

namespace {

constexpr unsigned deepest_body = 16;
constexpr unsigned most_body_nodes = 2000;

constexpr std::pair<std::string_view, WriteKind> write_words[] = {{"create", WriteKind::create},
                                                                  {"update", WriteKind::update},
                                                                  {"delete", WriteKind::remove},
                                                                  {"push", WriteKind::push}};
const std::vector<std::string> call_keys = names_of(call_words());
const std::vector<std::string> login_keys = names_of(login_words());

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
    const bool login = name == "auth";
    std::optional<YAML::Node> more_at;
    bool requested = false;
    yaml_.members(node, login ? "a login" : name, login ? login_keys : call_keys,
                  [&](const std::string& key, const YAML::Node& value, const YAML::Node&) {
                      if (key == "request") {
                          requested = true;
                          out.request = request(value, login);
                      }
                      if (key == "headers") out.headers = headers(value);
                      if (key == "body") out.body = body(value, name == "batch");
                      if (key == "items") out.items = pointer(value, "items");
                      if (key == "each") out.each = login ? login_values(value) : each(value);
                      if (key == "more") more_at = value;
                      if (key == "replies") out.replies = replies(value);
                  });
    if (!requested && yaml_.diagnostics().size() == before)
        yaml_.error(at, fmt::format("\"{}\" needs a \"request\"", name));
    if (more_at) out.more = more(*more_at, out, name);
    return out;
}

RequestLine CallLoader::request(const YAML::Node& node, bool login, std::string_view what) {
    const auto line = yaml_.text(node, what);
    if (!line) return {};
    std::size_t byte = 0;
    auto parsed = RequestLine::parse(*line, settings_, &byte);
    if (!parsed) {
        yaml_.error(node.Mark(), parsed.error().what, byte + (node.Tag() == "!" ? 1 : 0));
        return {};
    }
    if (parsed->absolute && !login)
        yaml_.error(node, "a request is written as METHOD /path; only a login may name a host of its own");
    return std::move(*parsed);
}

Template CallLoader::url(const YAML::Node& node, std::string& written) {
    written = yaml_.text(node, "url").value_or("https://");
    while (written.ends_with('/')) written.pop_back();
    Template out = text(node, written);
    const bool http = written.starts_with("https://") || written.starts_with("http://");
    if (!http || written.find_first_of("?#@ ") != std::string::npos)
        yaml_.error(node, "url is the base of every request: https://, a host, perhaps a path, and no query");
    if (out.uses_engine())
        yaml_.error(node, "url can hold {type} and settings of the account, nothing else that changes");
    return out;
}

More CallLoader::more(const YAML::Node& node, const Call& call, std::string_view name) {
    More out;
    const std::string text = yaml_.text(node, "more").value_or("");
    const bool pages = call.uses(Var::page) || call.uses(Var::offset);
    if (text == "Link") {
        out.by = More::By::link;
    } else if (name == "list" && text.starts_with("GET /") && !pages && !call.uses(Var::cursor)) {
        Call item;
        item.request = request(node, false, "more");
        item.headers = call.headers;
        item.replies = call.replies;
        out.by = More::By::each;
        out.item = std::make_shared<const Call>(std::move(item));
    } else if (text.starts_with('/') && (pages || call.uses(Var::cursor))) {
        out.by = pages ? More::By::total : More::By::cursor;
        out.at = text;
    } else {
        yaml_.error(node,
                    "more is \"Link\", or a pointer to the number of items (where the request has {page} or "
                    "{offset}) or to the {cursor} of the next request, or in a \"list\" of ids the GET that "
                    "is asked for each {record_id}");
    }
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
    if (out.items.size() != 1) return out;
    const std::string key = out.keys[0];
    const auto write = std::find_if(std::begin(write_words), std::end(write_words),
                                    [&](const auto& candidate) { return candidate.first == key; });
    const bool writes = in_batch && write != std::end(write_words);
    if (!writes && key != "each") return out;
    out.kind = writes ? BodyNode::Kind::each : BodyNode::Kind::values;
    if (writes) out.each = write->second;
    out.keys.clear();
    return out;
}

std::string CallLoader::pointer(const YAML::Node& node, std::string_view what) {
    std::string out = yaml_.text(node, what).value_or("");
    if (!out.empty() && out.front() != '/')
        yaml_.error(node, fmt::format("{} is a JSON Pointer and begins with a slash", what));
    return out;
}

/// One that may take a word of the text.
std::string CallLoader::item_pointer(const YAML::Node& node, const std::string& key) {
    const std::string text = node.IsScalar() ? node.Scalar() : std::string();
    const WordPointer part = split_word(text);
    if (part.word == 0) return pointer(node, key);
    if (!part.pointer.empty() && part.pointer.front() != '/')
        yaml_.error(node, fmt::format("{} is a JSON Pointer and begins with a slash", key));
    if (key != "name" && key != "type" && key != "value")
        yaml_.error(node, "only name, type and value can be a word of a text");
    return text;
}

std::vector<std::pair<std::string, std::string>> CallLoader::each(const YAML::Node& node) {
    std::vector<std::string> known = names_of(item_words());
    for (const SettingTraits& setting : settings_)
        if (setting.record) known.push_back(setting.name);
    std::vector<std::pair<std::string, std::string>> out;
    yaml_.members(node, "each", known,
                  [&](const std::string& key, const YAML::Node& value, const YAML::Node&) {
                      out.emplace_back(key, item_pointer(value, key));
                  });
    return out;
}

std::vector<std::pair<std::string, std::string>> CallLoader::login_values(const YAML::Node& node) {
    std::vector<std::pair<std::string, std::string>> out;
    yaml_.members(node, "each", {}, [&](const std::string& key, const YAML::Node& value, const YAML::Node&) {
        const std::string at = yaml_.text(value, key).value_or("-");
        if (at.empty()) yaml_.error(value, "a pointer begins with a slash; else it is a header's name");
        out.emplace_back(key, at.starts_with('/') ? at : to_lower(at));
    });
    return out;
}

} // namespace ddns
