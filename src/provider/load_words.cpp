// SPDX-License-Identifier: MIT
#include "provider/load_words.h"

#include "config/values.h"
#include "provider/vocabulary.h"
#include "util/text.h"

#include <algorithm>
#include <fmt/format.h>

namespace ddns {

namespace {

const std::vector<std::string> setting_keys = names_of(setting_words());
constexpr std::string_view before_default = "default";

struct Flag {
    std::string_view word;
    void (*raise)(SettingSpec&, SettingTraits&);
};
constexpr Flag flags_known[] = {
    {"secret", [](SettingSpec& spec, SettingTraits& traits) { spec.secret = traits.secret = true; }},
    {"required", [](SettingSpec& spec, SettingTraits&) { spec.required = true; }},
    {"path", [](SettingSpec& spec, SettingTraits&) { spec.path = true; }},
    {"record", [](SettingSpec&, SettingTraits& traits) { traits.record = true; }},
    {"bool", [](SettingSpec& spec, SettingTraits& traits) { spec.boolean = traits.boolean = true; }},
    {"number", [](SettingSpec& spec, SettingTraits& traits) { spec.number = traits.number = true; }},
    {"select", [](SettingSpec& spec, SettingTraits& traits) { spec.select = traits.select = true; }},
    {"template", [](SettingSpec&, SettingTraits& traits) { traits.templated = true; }},
};

void flag(YamlReader& yaml, const YAML::Node& node, std::string_view word, SettingSpec& spec,
          SettingTraits& traits) {
    for (const Flag& known : flags_known)
        if (known.word == word) return known.raise(spec, traits);
    std::vector<std::string> names = names_of(flag_words());
    names.emplace_back(before_default);
    yaml.error(node,
               fmt::format("a setting cannot be \"{}\"{}", printable(word, 40), suggestion(word, names)));
}

/// `secret required`, `record bool default false`: words, and after `default` the rest of the text.
void flags(YamlReader& yaml, const YAML::Node& node, std::string_view text, SettingSpec& spec,
           SettingTraits& traits) {
    while (!(text = trim(text)).empty()) {
        const std::size_t end = std::min(text.find(' '), text.size());
        const std::string_view word = text.substr(0, end);
        text.remove_prefix(end);
        if (word == before_default) {
            spec.fallback = *(traits.fallback = trim(text));
            if (spec.fallback.empty()) yaml.error(node, "after \"default\" stands the value");
            break;
        }
        flag(yaml, node, word, spec, traits);
    }
    const auto refuse = [&](bool both, std::string_view why) {
        if (both) yaml.error(node, fmt::format("a setting cannot be {}", why));
    };
    refuse(spec.boolean && spec.number, "both bool and number");
    refuse(spec.required && traits.fallback, "required and have a default");
    refuse(spec.select && !traits.record, "select without record");
    refuse(spec.path && traits.record, "both path and record");
    refuse(traits.record && spec.secret, "both secret and record");
    refuse(traits.templated && traits.record, "both template and record");
    if (const auto wrong = wrong_value(spec, spec.fallback); traits.fallback && !wrong.empty())
        yaml.error(node, fmt::format("the default {}", wrong));
}

void load_setting(YamlReader& yaml, const std::string& name, const YAML::Node& node, const YAML::Node& at,
                  ProviderDefinition& out) {
    if (is_engine_name(name))
        yaml.error(at, fmt::format("a setting cannot be called \"{}\": that placeholder is the engine's own",
                                   printable(name, 40)));
    else if (!is_placeholder_name(name))
        yaml.error(at, "the name of a setting is made of small letters, digits and _");
    SettingSpec spec;
    SettingTraits traits;
    spec.name = traits.name = name;
    yaml.members(node, "a setting", setting_keys,
                 [&](const std::string& key, const YAML::Node& value, const YAML::Node&) {
                     const std::string text = yaml.text(value, key).value_or("");
                     if (key == "help") spec.help = text;
                     if (key == "is") flags(yaml, value, text, spec, traits);
                 });
    if (spec.help.empty())
        yaml.error(node, fmt::format("the setting \"{}\" needs a help text", printable(name, 40)));
    (traits.record ? out.info.options : out.info.settings).push_back(std::move(spec));
    out.settings.push_back(std::move(traits));
}

std::optional<Duration> wait_text(std::string_view text) {
    if (text.empty() || (text.back() >= '0' && text.back() <= '9')) return std::nullopt; // a unit is a must
    const auto parsed = parse_duration(text);
    return parsed ? std::optional(*parsed) : std::nullopt;
}

bool pace_part(std::string_view part, Pace& pace) {
    const auto count = [&](std::string_view end, unsigned most, unsigned& place) {
        if (!part.ends_with(end)) return false;
        const auto n = parse_unsigned(part.substr(0, part.size() - end.size()));
        if (!n || *n < 1 || *n > most) return false;
        place = static_cast<unsigned>(*n);
        return true;
    };
    if (count(" at once", 256, pace.at_once) || count(" in one", 10000, pace.in_one)) return true;
    const bool again = part.starts_with("again after ");
    if (!again && !part.ends_with(" apart")) return false;
    const auto time = wait_text(again ? part.substr(12) : part.substr(0, part.size() - 6));
    if (time) (again ? pace.again : pace.apart) = *time;
    return time && *time > Duration::zero();
}

} // namespace

std::vector<std::string_view> flag_words() {
    std::vector<std::string_view> out;
    for (const Flag& known : flags_known) out.push_back(known.word);
    return out;
}

void load_settings(YamlReader& yaml, const YAML::Node& node, ProviderDefinition& out) {
    yaml.members(node, "settings", {},
                 [&](const std::string& name, const YAML::Node& value, const YAML::Node& at) {
                     load_setting(yaml, name, value, at, out);
                 });
}

NameForm load_names(YamlReader& yaml, const YAML::Node& node) {
    std::string text = yaml.text(node, "names").value_or("full");
    NameForm form;
    constexpr std::string_view in_full = " replies full";
    if (text.ends_with(in_full)) {
        form.replies_full = true;
        text.resize(text.size() - in_full.size());
    }
    const auto words = split(text, ' ');
    if (text == "full")
        form.kind = NameForm::Kind::full;
    else if (text == "full with dot")
        form.kind = NameForm::Kind::full_dot;
    else if (words[0] == "relative" && words.size() <= 2) {
        form.kind = NameForm::Kind::relative;
        if (words.size() == 2) form.apex = std::string(words[1]);
    } else if (words[0] == "under" && words.size() == 2) {
        form.kind = NameForm::Kind::under;
        form.suffix = words[1];
    } else {
        yaml.error(node, "names is one of: full, full with dot, relative, relative @, under DOMAIN; and then "
                         "perhaps: replies full");
    }
    return form;
}

TypeForm load_types(YamlReader& yaml, const YAML::Node& node) {
    TypeForm form;
    if (node.IsScalar()) {
        const std::string& text = node.Scalar();
        form.together = text == "together";
        form.a = text != "AAAA";
        form.aaaa = text != "A";
        if (!form.together && form.a && form.aaaa)
            yaml.error(node, "types is one of: A, AAAA, together, or a map like { A: 1, AAAA: 28 }");
        return form;
    }
    form.a = form.aaaa = false;
    form.numbers = true;
    yaml.members(node, "types", std::vector<std::string>{"A", "AAAA"},
                 [&](const std::string& key, const YAML::Node& value, const YAML::Node&) {
                     const auto code = yaml.text(value, key);
                     if (!code) return;
                     (key == "A" ? form.a : form.aaaa) = true;
                     (key == "A" ? form.code_a : form.code_aaaa) = *code;
                     form.numbers = form.numbers && value.Tag() == "?" && parse_unsigned(*code);
                 });
    return form;
}

void load_ttl(YamlReader& yaml, const YAML::Node& node, ProviderDefinition& out) {
    const std::string text = yaml.text(node, "ttl").value_or("");
    out.no_ttl = text == "none";
    if (out.no_ttl) return;
    for (const std::string_view part : split(text, ',')) {
        const std::string_view range = trim(part);
        const std::size_t dash = range.find('-');
        const auto least = parse_unsigned(range.substr(0, dash));
        const auto most = dash == std::string_view::npos ? least : parse_unsigned(range.substr(dash + 1));
        if (!least || !most || *least > *most || *most > 0x7fffffff)
            return yaml.error(node,
                              "ttl lists what is allowed, in seconds, like \"1, 60-86400\", or is \"none\"");
        out.ttl.emplace_back(static_cast<unsigned>(*least), static_cast<unsigned>(*most));
    }
}

Pace load_pace(YamlReader& yaml, const YAML::Node& node) {
    Pace pace;
    const std::string text = yaml.text(node, "pace").value_or("8 at once");
    for (const std::string_view part : split(text, ','))
        if (!pace_part(trim(part), pace)) {
            yaml.error(node,
                       "pace is made of these, with commas: 4 at once (1 to 256), 20 in one (1 to 10000), "
                       "5m apart, again after 25d");
            break;
        }
    return pace;
}

Confidence load_confidence(YamlReader& yaml, const YAML::Node& node, std::string& text) {
    using Level = Confidence::Level;
    Confidence out;
    text = yaml.text(node, "confidence").value_or("low, 2000-01-01");
    const std::size_t semicolon = std::min(text.find(';'), text.size());
    const std::string_view head(text.data(), semicolon);
    if (semicolon < text.size()) out.note = trim(std::string_view(text).substr(semicolon + 1));
    const auto words = split(head, ',');
    const std::string_view level = words[0];
    const std::string_view day = words.size() > 1 ? trim(words[1]) : std::string_view();
    out.level = level == "high" ? Level::high : level == "medium" ? Level::medium : Level::low;
    out.checked = day;
    const bool is_day = words.size() <= 2 && day.size() == 10 && day[4] == '-' && day[7] == '-' &&
                        parse_unsigned(day.substr(0, 4)) && parse_unsigned(day.substr(5, 2)) &&
                        parse_unsigned(day.substr(8));
    if (!is_day || (out.level == Level::low && level != "low") ||
        (semicolon < text.size() && out.note.empty()))
        yaml.error(node, "confidence is written like: medium, 2026-11-22; the TTL is a guess");
    return out;
}

} // namespace ddns
