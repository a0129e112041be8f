// SPDX-License-Identifier: MIT
#include "provider/load_definition.h"

#include "provider/load_call.h"
#include "provider/yaml_reader.h"
#include "util/text.h"

#include <algorithm>
#include <fmt/format.h>

namespace ddns {

namespace {

constexpr std::size_t longest_file = 64 << 10;

const std::vector<std::string> file_keys = {"format", "title",   "docs",    "checked",  "url",    "settings",
                                            "auth",   "names",   "ttl",     "parallel", "push",   "headers",
                                            "body",   "replies", "zone",    "list",     "create", "update",
                                            "delete", "batch",   "examples"};
const std::vector<std::string> setting_keys = {"is", "default", "help"};
const std::vector<std::string> setting_flags = {"secret", "required", "path",   "record",
                                                "bool",   "number",   "select", "template"};

class Loader {
public:
    Loader(std::string_view name, const std::string& file, std::string_view text)
        : yaml_(file, text), definition_(std::make_unique<ProviderDefinition>()) {
        definition_->info.name = name;
    }

    LoadedDefinition run() {
        const auto document = yaml_.parse();
        if (document) file(*document);
        LoadedDefinition out;
        out.diagnostics = yaml_.take();
        if (out.diagnostics.empty()) out.definition = std::move(definition_);
        return out;
    }

private:
    void file(const YAML::Node& document) {
        // Settings first: everything else may name them.
        if (document.IsMap() && document["settings"]) settings(document["settings"]);
        CallLoader calls(yaml_, definition_->settings);
        bool format = false;
        yaml_.members(document, "a provider file", file_keys,
                      [&](const std::string& key, const YAML::Node& value, const YAML::Node& at) {
                          if (key == "format")
                              format = yaml_.number(value, "format", 1, 1).has_value();
                          else if (!identity(key, value) && !manners(key, value, calls))
                              call(key, value, at, calls);
                      });
        if (!document.IsMap()) return;
        if (!format) yaml_.error(document, "the file must begin with \"format: 1\"");
        complete(document);
    }

    bool identity(const std::string& key, const YAML::Node& value) {
        ProviderInfo& info = definition_->info;
        std::string* text = key == "title"     ? &info.title
                            : key == "docs"    ? &info.docs
                            : key == "checked" ? &definition_->checked
                            : key == "url"     ? &info.url
                                               : nullptr;
        if (text) *text = yaml_.text(value, key).value_or("");
        while (key == "url" && text->ends_with('/')) text->pop_back();
        return text || key == "settings" || key == "examples";
    }

    bool manners(const std::string& key, const YAML::Node& value, CallLoader& calls) {
        if (key == "auth")
            auth(value, calls);
        else if (key == "names")
            names(value);
        else if (key == "ttl")
            ttl(value);
        else if (key == "parallel")
            definition_->parallel = yaml_.number(value, key, 1, 256).value_or(1);
        else if (key == "headers")
            definition_->headers = calls.headers(value);
        else if (key == "body")
            definition_->body = calls.body(value, false);
        else if (key == "replies")
            definition_->replies = calls.replies(value);
        else
            return false;
        return true;
    }

    void call(const std::string& key, const YAML::Node& value, const YAML::Node& at, CallLoader& calls) {
        auto& d = *definition_;
        auto& place = key == "push"     ? d.push
                      : key == "zone"   ? d.zone
                      : key == "list"   ? d.list
                      : key == "create" ? d.create
                      : key == "update" ? d.update
                      : key == "delete" ? d.remove
                                        : d.batch;
        place = calls.call(value, at, key);
    }

    void settings(const YAML::Node& node) {
        yaml_.members(node, "settings", {},
                      [&](const std::string& name, const YAML::Node& value, const YAML::Node&) {
                          setting(name, value);
                      });
    }

    void setting(const std::string& name, const YAML::Node& node) {
        if (is_engine_name(name))
            yaml_.error(node,
                        fmt::format("a setting cannot be called \"{}\": that placeholder is the engine's own",
                                    printable(name, 40)));
        SettingSpec spec;
        SettingTraits traits;
        spec.name = traits.name = name;
        yaml_.members(node, "a setting", setting_keys,
                      [&](const std::string& key, const YAML::Node& value, const YAML::Node&) {
                          const std::string text = yaml_.text(value, key).value_or("");
                          if (key == "help") spec.help = text;
                          if (key == "default") spec.fallback = *(traits.fallback = text);
                          if (key == "is") flags(value, text, spec, traits);
                      });
        if (spec.help.empty()) yaml_.error(node, fmt::format("the setting \"{}\" needs a help text", name));
        (traits.record ? definition_->info.options : definition_->info.settings).push_back(std::move(spec));
        definition_->settings.push_back(std::move(traits));
    }

    /// The configuration then takes `url:` as a setting: with its query, and secret.
    static void ask_for_whole_url(ProviderInfo& info) {
        SettingSpec spec;
        spec.name = "url";
        spec.help = "The whole address; {ip} and the like may stand in it";
        spec.secret = spec.required = true;
        info.settings.insert(info.settings.begin(), std::move(spec));
    }

    void flags(const YAML::Node& node, std::string_view text, SettingSpec& spec, SettingTraits& traits) {
        for (const std::string_view flag : split(text, ' ')) {
            if (flag == "secret")
                spec.secret = traits.secret = true;
            else if (flag == "required")
                spec.required = true;
            else if (flag == "path")
                spec.path = true;
            else if (flag == "record")
                traits.record = true;
            else if (flag == "bool")
                traits.boolean = true;
            else if (flag == "number")
                traits.number = true;
            else if (flag == "select")
                traits.select = true;
            else if (flag == "template")
                traits.templated = true;
            else
                yaml_.error(node, fmt::format("a setting cannot be \"{}\"{}", printable(flag, 40),
                                              suggestion(flag, setting_flags)));
        }
    }

    void auth(const YAML::Node& node, CallLoader& calls) {
        const std::string text = yaml_.text(node, "auth").value_or("none");
        const auto words = split(text, ' ');
        AuthSpec& spec = definition_->auth;
        const auto part = [&](std::size_t i) { return calls.text(node, words[i]); };
        if (words[0] == "none" && words.size() == 1) return;
        if (words[0] == "bearer" && words.size() == 2) {
            spec.scheme = AuthSpec::Scheme::bearer;
            spec.first = part(1);
        } else if (words[0] == "basic" && words.size() == 3) {
            spec.scheme = AuthSpec::Scheme::basic;
            spec.first = part(1);
            spec.second = part(2);
        } else {
            yaml_.error(node, "auth is one of: none, bearer {token}, basic {username} {password}");
        }
    }

    void names(const YAML::Node& node) {
        const std::string text = yaml_.text(node, "names").value_or("full");
        const auto words = split(text, ' ');
        NameForm& form = definition_->names;
        if (text == "full")
            form.kind = NameForm::Kind::full;
        else if (text == "full with dot")
            form.kind = NameForm::Kind::full_dot;
        else if (words[0] == "relative" && words.size() <= 2) {
            form.kind = NameForm::Kind::relative;
            form.apex = words.size() == 2 ? words[1] : "";
        } else if (words[0] == "under" && words.size() == 2) {
            form.kind = NameForm::Kind::under;
            form.suffix = words[1];
            definition_->info.domain_suffix = words[1];
        } else {
            yaml_.error(node, "names is one of: full, full with dot, relative, relative @, under DOMAIN");
        }
    }

    void ttl(const YAML::Node& node) {
        const std::string text = yaml_.text(node, "ttl").value_or("");
        for (const std::string_view part : split(text, ',')) {
            const std::string_view range = trim(part);
            const std::size_t dash = range.find('-');
            const auto least = parse_unsigned(range.substr(0, dash));
            const auto most = dash == std::string_view::npos ? least : parse_unsigned(range.substr(dash + 1));
            if (!least || !most || *least > *most || *most > 0x7fffffff)
                return yaml_.error(node, "ttl lists what is allowed, in seconds, like \"1, 60-86400\"");
            definition_->ttl.emplace_back(static_cast<unsigned>(*least), static_cast<unsigned>(*most));
        }
    }

    void complete(const YAML::Node& document) {
        const auto& d = *definition_;
        if (d.info.title.empty()) yaml_.error(document, "the file needs a title");
        if (d.info.docs.empty() || d.checked.empty())
            yaml_.error(document, "the file needs \"docs\" (a URL) and \"checked\" (the day it was read)");
        const bool any = d.zone || d.list || d.create || d.update || d.remove || d.batch;
        if (d.push && d.push->request.whole_url) ask_for_whole_url(definition_->info);
        if (d.push && any) yaml_.error(document, "a provider has either \"push\" or records, not both");
        if (!d.push && !(d.zone && d.list && d.create && d.remove))
            yaml_.error(document,
                        "a provider needs \"push\", or \"zone\", \"list\", \"create\" and \"delete\"");
        if (d.push)
            definition_->info.several_values = false;
        else
            definition_->info.several_values = true;
        for (const auto* call : {&d.push, &d.zone, &d.list, &d.create, &d.update, &d.remove, &d.batch})
            if (*call && !can_succeed(**call))
                yaml_.error(document, "every call needs a reply that means success; none is assumed");
        if (d.list && !(d.list->pointer("id") && d.list->pointer("name") && d.list->pointer("value")))
            yaml_.error(document, "\"list\" must say under \"each\" where id, name and value are");
        if (d.batch && !holds_every_write(*d.batch))
            yaml_.error(document,
                        "the body of \"batch\" must hold create, delete and, if there is one, update");
        if (d.zone && !d.zone->pointer("id"))
            yaml_.error(document, "\"zone\" must say under \"each\" where the id is");
    }

    /// A kind of write that the batch does not hold would be lost in it.
    [[nodiscard]] bool holds_every_write(const Call& batch) const {
        if (!batch.body || batch.body->kind != BodyNode::Kind::object) return false;
        const auto holds = [&](WriteKind kind) {
            return std::any_of(batch.body->items.begin(), batch.body->items.end(), [&](const BodyNode& item) {
                return item.kind == BodyNode::Kind::each && item.each == kind;
            });
        };
        return holds(WriteKind::create) && holds(WriteKind::remove) &&
               (holds(WriteKind::update) || !definition_->update);
    }

    [[nodiscard]] bool can_succeed(const Call& call) const {
        const auto good = [](const ReplyRule& rule) { return rule.means.kind == Meaning::Kind::done; };
        return std::any_of(call.replies.begin(), call.replies.end(), good) ||
               std::any_of(definition_->replies.begin(), definition_->replies.end(), good);
    }

    YamlReader yaml_;
    std::unique_ptr<ProviderDefinition> definition_;
};

} // namespace

std::string_view without_examples(std::string_view text) {
    const std::size_t at = text.find("\nexamples:");
    return at == std::string_view::npos ? text : text.substr(0, at + 1);
}

LoadedDefinition load_definition(std::string_view name, const std::string& file, std::string_view text) {
    if (text.size() > longest_file) {
        Diagnostic too_long;
        too_long.file = file;
        too_long.message = fmt::format("a provider file has at most {} bytes", longest_file);
        return {nullptr, {too_long}};
    }
    return Loader(name, file, text).run();
}

} // namespace ddns
