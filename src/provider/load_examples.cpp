// SPDX-License-Identifier: MIT
#include "provider/load_examples.h"

#include "config/values.h"
#include "provider/auth/token_exchange.h"
#include "provider/vocabulary.h"
#include "provider/yaml_reader.h"
#include "util/text.h"

#include <algorithm>
#include <fmt/format.h>

namespace ddns {

namespace {

constexpr ErrorKind failures[] = {
    ErrorKind::config, ErrorKind::system, ErrorKind::network, ErrorKind::timeout,  ErrorKind::server,
    ErrorKind::rate,   ErrorKind::auth,   ErrorKind::abuse,   ErrorKind::rejected, ErrorKind::bad_reply};

const std::pair<std::string_view, std::optional<Call> ProviderDefinition::*> calls[] = {
    {"push", &ProviderDefinition::push},     {"zone", &ProviderDefinition::zone},
    {"list", &ProviderDefinition::list},     {"create", &ProviderDefinition::create},
    {"update", &ProviderDefinition::update}, {"delete", &ProviderDefinition::remove},
    {"batch", &ProviderDefinition::batch},   {"after", &ProviderDefinition::after}};

std::vector<std::string> call_names(const ProviderDefinition& definition) {
    std::vector<std::string> out;
    for (const auto& [name, call] : calls)
        if (definition.*call) out.emplace_back(name);
    if (needs_token(definition.auth.scheme)) out.emplace_back("auth");
    return out;
}

TextPlace place_of(const YAML::Node& node) { return {node.Mark().line + 1, node.Mark().column + 1}; }

class ExampleLoader {
public:
    ExampleLoader(const ProviderDefinition& definition, const std::string& file, std::string_view text)
        : definition_(definition), yaml_(file, text) {}

    LoadedExamples run() {
        LoadedExamples out;
        if (const auto document = yaml_.parse(); document && document->IsMap()) file(*document, out.examples);
        out.diagnostics = yaml_.take();
        for (Diagnostic& problem : out.diagnostics) problem.excerpt.clear();
        if (!out.diagnostics.empty()) out.examples.clear();
        return out;
    }

private:
    void file(const YAML::Node& document, std::vector<Example>& out) {
        bool seen = false;
        for (const auto& member : document) {
            if (seen)
                yaml_.error(member.first, "\"examples\" must be the last word of a file: what follows them "
                                          "is not read");
            seen = seen || (member.first.IsScalar() && member.first.Scalar() == "examples");
        }
        const YAML::Node examples = document["examples"];
        if (!examples) return;
        if (!examples.IsSequence()) return yaml_.error(examples, "examples must be a list");
        for (const YAML::Node& node : examples) {
            Example example;
            if (!out.empty()) {
                example.account = out.back().account;
                example.changes = out.back().changes;
            }
            read(node, example);
            out.push_back(std::move(example));
        }
    }

    void read(const YAML::Node& node, Example& example) {
        example.place = place_of(node);
        bool means = false;
        yaml_.members(node, "an example", {},
                      [&](const std::string& key, const YAML::Node& value, const YAML::Node& at) {
                          if (key == "given")
                              given(value, example);
                          else if (key == "means")
                              means = true;
                          else
                              step(key, value, at, example);
                      });
        if (!node.IsMap()) return;
        if (example.changes.empty())
            yaml_.error(node, "the first example says what is \"given\": name, type, value and the settings");
        if (!means) return yaml_.error(node, "an example says what the change finally \"means\"");
        for (const YAML::Node& word : list(node["means"], "means")) meaning(word, example);
        if (!example.changes.empty() && example.means.size() != example.changes.size())
            yaml_.error(node["means"], fmt::format("\"means\" has {}, but \"name\" {}; they go together",
                                                   example.means.size(), example.changes.size()));
    }

    /// One text or several.
    std::vector<YAML::Node> list(const YAML::Node& node, std::string_view what) {
        std::vector<YAML::Node> out;
        if (!node) return out;
        if (node.IsSequence())
            for (const YAML::Node& item : node) out.push_back(item);
        else
            out.push_back(node);
        for (const YAML::Node& item : out)
            if (!yaml_.text(item, what)) return {};
        return out;
    }

    void given(const YAML::Node& node, Example& example) {
        example.account = {};
        example.account.name = "example";
        example.changes.clear();
        Change change;
        std::vector<YAML::Node> names;
        bool typed = false, valued = false;
        yaml_.members(node, "given", known_given(),
                      [&](const std::string& key, const YAML::Node& value, const YAML::Node& at) {
                          typed = typed || key == "type";
                          valued = valued || key == "value";
                          if (key == "name")
                              names = list(value, "name");
                          else if (key == "type")
                              type(value, change);
                          else if (key == "value" || key == "other")
                              addresses(value, key == "value" ? change.values : change.other, key);
                          else
                              setting(key, value, at, example.account, change);
                      });
        if (!node.IsMap()) return;
        if (names.empty() || !typed || !valued)
            yaml_.error(node, "\"given\" must have name, type and value (for a removal: [])");
        for (const IpAddress& value : change.values)
            if (type_of(value.family()) != change.type)
                yaml_.error(node["value"], fmt::format("{} is not a value of type {}", value.to_string(),
                                                       to_string(change.type)));
        for (const YAML::Node& name : names) {
            change.record = example.changes.size();
            const auto written = normal_name(name.Scalar());
            if (!written) yaml_.error(name, fmt::format("a name {}", written.error().what));
            change.name = written.value_or("");
            example.changes.push_back(change);
        }
    }

    std::vector<std::string> known_given() const {
        std::vector<std::string> known = {"name", "type", "value", "ttl", "url", "batch"};
        if (definition_.types.together) known.emplace_back("other");
        if (definition_.zone_by_option) known.emplace_back("zone");
        for (const SettingTraits& setting : definition_.settings)
            if (!setting.login) known.push_back(setting.name);
        return known;
    }

    void type(const YAML::Node& node, Change& change) {
        const std::string text = yaml_.text(node, "type").value_or("");
        if (text != "A" && text != "AAAA") return yaml_.error(node, "type is A or AAAA");
        change.type = text == "A" ? RecordType::A : RecordType::AAAA;
    }

    void addresses(const YAML::Node& node, std::vector<IpAddress>& out, std::string_view what) {
        for (const YAML::Node& item : list(node, what)) {
            const auto address = IpAddress::parse(item.Scalar());
            if (address)
                out.push_back(*address);
            else
                yaml_.error(item, fmt::format("\"{}\" is not an address", printable(item.Scalar(), 60)));
        }
    }

    void setting(const std::string& key, const YAML::Node& node, const YAML::Node& at, Account& account,
                 Change& change) {
        constexpr unsigned longest_ttl = 0x7fffffff, largest_batch = 10000;
        const auto trait = std::find_if(definition_.settings.begin(), definition_.settings.end(),
                                        [&](const SettingTraits& s) { return s.name == key; });
        if (trait == definition_.settings.end()) {
            if (key == "ttl") change.ttl = yaml_.number(node, "ttl", 0, longest_ttl);
            if (key == "batch") account.batch = yaml_.number(node, "batch", 1, largest_batch);
            if (key == "url") account.url = yaml_.text(node, "url").value_or("");
            if (key == "zone") change.options[key] = yaml_.text(node, "zone").value_or("");
            return;
        }
        const auto text = yaml_.text(node, fmt::format("\"{}\"", key));
        if (!text) return;
        const auto& specs = trait->record ? definition_.info.options : definition_.info.settings;
        for (const SettingSpec& spec : specs)
            if (spec.name == key)
                if (const std::string wrong = wrong_value(spec, *text); !wrong.empty())
                    yaml_.error(at, fmt::format("\"{}\" {}", key, wrong));
        if (trait->record)
            change.options[key] = *text;
        else
            account.settings[key] = Secret(*text);
    }

    void step(const std::string& key, const YAML::Node& node, const YAML::Node& at, Example& example) {
        ExampleStep step;
        step.key = key;
        step.place = place_of(at);
        const std::size_t space = key.find(' ');
        step.call = key.substr(0, space);
        const auto known = call_names(definition_);
        const bool numbered = space == std::string::npos || parse_unsigned(key.substr(space + 1));
        if (!numbered || std::find(known.begin(), known.end(), step.call) == known.end())
            return yaml_.error(at, fmt::format("an example has given, means and the calls of its file ({}, "
                                               "and \"{} 2\" for the second one), not \"{}\"{}",
                                               join(known, ", "), known.empty() ? "list" : known.back(),
                                               printable(key, 40), suggestion(step.call, known)));
        const std::vector<std::string> words = names_of(step_words());
        bool replied = false;
        yaml_.members(node, fmt::format("\"{}\"", key), words,
                      [&](const std::string& word, const YAML::Node& value, const YAML::Node&) {
                          if (word == "request") step.request = yaml_.text(value, "request");
                          if (word == "body") step.body = yaml_.text(value, "body");
                          if (word == "headers") step.headers = headers(value);
                          if (word == "reply") reply(value, step.reply);
                          replied = replied || word == "reply";
                      });
        if (node.IsMap() && !replied)
            yaml_.error(at, fmt::format("\"{}\" needs a reply, which may be \"\"", key));
        example.steps.push_back(std::move(step));
    }

    std::vector<std::pair<std::string, std::string>> headers(const YAML::Node& node) {
        std::vector<std::pair<std::string, std::string>> out;
        yaml_.members(node, "headers", {},
                      [&](const std::string& name, const YAML::Node& value, const YAML::Node&) {
                          if (const auto text = yaml_.text(value, "a header")) out.emplace_back(name, *text);
                      });
        return out;
    }

    void reply(const YAML::Node& node, HttpReply& out) {
        out.status = 200;
        if (node.IsScalar()) {
            out.body = node.Scalar();
            return;
        }
        const std::vector<std::string> words = names_of(reply_words());
        yaml_.members(
            node, "a reply", words, [&](const std::string& word, const YAML::Node& value, const YAML::Node&) {
                if (word == "status")
                    out.status = static_cast<int>(yaml_.number(value, "status", 100, 599).value_or(200));
                if (word == "body") out.body = yaml_.text(value, "body").value_or("");
                if (word != "headers") return;
                out.headers = headers(value);
                for (auto& header : out.headers) header.first = to_lower(header.first);
            });
    }

    void meaning(const YAML::Node& node, Example& example) {
        const std::string& text = node.Scalar();
        const std::size_t space = text.find(' ');
        const std::string word = text.substr(0, space);
        std::vector<std::string> known = {"updated", "unchanged"};
        for (const ErrorKind kind : failures) known.emplace_back(to_string(kind));
        if (std::find(known.begin(), known.end(), word) == known.end())
            return yaml_.error(node,
                               fmt::format("a change cannot end as \"{}\"{}; it can be {}",
                                           printable(word, 40), suggestion(word, known), join(known, ", ")));
        if (space == std::string::npos) return example.means.push_back(word);
        const auto wait = parse_duration(text.substr(space + 1));
        if (!wait) return yaml_.error(node, "a wait is written like 30m, 90s or 2h");
        example.means.push_back(fmt::format("{} {}", word, format_duration(*wait)));
    }

    const ProviderDefinition& definition_;
    YamlReader yaml_;
};

std::string invented(const SettingSpec& spec) {
    if (!spec.fallback.empty()) return spec.fallback;
    if (spec.boolean) return "true";
    if (spec.number) return "1";
    std::string out = spec.name;
    std::transform(out.begin(), out.end(), out.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    return out;
}

} // namespace

LoadedExamples load_examples(const ProviderDefinition& definition, const std::string& file,
                             std::string_view text) {
    return ExampleLoader(definition, file, text).run();
}

Example first_example(const ProviderDefinition& definition) {
    const ProviderInfo& info = definition.info;
    Example example;
    example.account.name = "example";
    if (info.url.empty()) example.account.url = "https://dns.example.com";
    for (const SettingSpec& spec : info.settings)
        if (spec.required || !spec.fallback.empty())
            example.account.settings[spec.name] = Secret(invented(spec));
    Change change;
    change.name = "home." + (info.domain_suffix.empty() ? "example.com" : info.domain_suffix);
    change.type = info.a ? RecordType::A : RecordType::AAAA;
    change.values = {*IpAddress::parse(info.a ? "192.0.2.1" : "2001:db8::1")};
    if (info.together) change.other = {*IpAddress::parse("2001:db8::1")};
    for (const SettingSpec& spec : info.options)
        if (spec.required) change.options[spec.name] = spec.name == "zone" ? "example.com" : invented(spec);
    example.changes.push_back(std::move(change));
    return example;
}

} // namespace ddns
