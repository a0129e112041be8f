// SPDX-License-Identifier: MIT
#include "provider/load_definition.h"

#include "provider/load_auth.h"
#include "provider/load_call.h"
#include "provider/load_complete.h"
#include "provider/load_words.h"
#include "provider/yaml_reader.h"
#include "util/text.h"

#include <algorithm>
#include <fmt/format.h>

namespace ddns {

namespace {

constexpr std::size_t longest_file = 64 << 10;

const std::vector<std::string> file_keys = {
    "format", "title",   "docs",   "confidence", "like",   "url",     "settings", "auth",
    "names",  "types",   "ttl",    "pace",       "push",   "headers", "body",     "zone",
    "list",   "replies", "create", "update",     "delete", "batch",   "after",    "examples"};
const std::vector<std::string> own_keys = {"format", "title", "docs", "confidence", "like", "examples"};

std::optional<Call>& place_of(ProviderDefinition& d, std::string_view key) {
    return key == "push"     ? d.push
           : key == "zone"   ? d.zone
           : key == "list"   ? d.list
           : key == "create" ? d.create
           : key == "update" ? d.update
           : key == "delete" ? d.remove
           : key == "batch"  ? d.batch
                             : d.after;
}

class Loader {
public:
    Loader(std::string_view name, const std::string& file, std::string_view text, const FindFile& others)
        : yaml_(file, text), others_(others), definition_(std::make_unique<ProviderDefinition>()) {
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
    /// A member of the document, its own or of the file that it is like.
    struct Member {
        std::string key;
        YAML::Node value;
        YAML::Node at;
        bool borrowed = false;
    };

    void file(const YAML::Node& document) {
        std::vector<Member> members;
        yaml_.members(document, "a provider file", file_keys,
                      [&](const std::string& key, const YAML::Node& value, const YAML::Node& at) {
                          members.push_back({key, value, at, false});
                      });
        if (!document.IsMap()) return;
        borrow(members);
        // Names first: everything else may use them.
        for (const std::string_view first : {"settings", "auth"})
            for (const Member& member : members)
                if (member.key == first) with(member, [&] { names_of(member); });
        CallLoader calls(yaml_, definition_->settings);
        for (const Member& member : members)
            with(member, [&] {
                if (!identity(member.key, member.value) && !manners(member.key, member.value, calls))
                    place_of(*definition_, member.key) = calls.call(member.value, member.at, member.key);
            });
        if (!format_) yaml_.error(document, "the file must begin with \"format: 1\"");
        complete_definition(yaml_, document, *definition_);
    }

    /// Adds what the file does not have itself.
    void borrow(std::vector<Member>& members) {
        const auto like = std::find_if(members.begin(), members.end(),
                                       [](const Member& member) { return member.key == "like"; });
        if (like == members.end()) return;
        like_ = like->value;
        const std::string other = yaml_.text(like_, "like").value_or("");
        const auto found = others_ ? others_(other) : std::nullopt;
        if (!found)
            return yaml_.error(like_, fmt::format("there is no provider file \"{}\"", printable(other, 40)));
        other_file_ = found->file;
        const auto refuse = [&](std::string_view why) {
            yaml_.error(like_, fmt::format("{} cannot be taken over: {}", other_file_, why));
        };
        const auto alone = load_definition(other, found->file, found->text);
        if (!alone.definition) {
            const Diagnostic& first = alone.diagnostics.front();
            return refuse(fmt::format("line {}: {}", first.line, first.message));
        }
        // It was read once already, so that it is a map and has no key twice.
        for (const auto& member : YAML::Load(found->text)) {
            const std::string& key = member.first.Scalar();
            const bool have = std::any_of(members.begin(), members.end(),
                                          [&](const Member& own) { return own.key == key; });
            if (!have && std::find(own_keys.begin(), own_keys.end(), key) == own_keys.end())
                members.push_back({key, member.second, member.first, true});
        }
    }

    /// A mistake in what is borrowed is one of this file, where it says "like".
    template <class F>
    void with(const Member& member, const F& read) {
        if (!member.borrowed) return read();
        const auto blame = yaml_.blame(like_.Mark(), other_file_);
        read();
    }

    void names_of(const Member& member) {
        if (member.key == "settings")
            load_settings(yaml_, member.value, *definition_);
        else
            load_login_names(yaml_, member.value, *definition_);
    }

    bool identity(const std::string& key, const YAML::Node& value) {
        ProviderInfo& info = definition_->info;
        if (key == "format")
            format_ = yaml_.number(value, "format", 1, 1).has_value();
        else if (key == "title")
            info.title = yaml_.text(value, key).value_or("");
        else if (key == "docs")
            info.docs = yaml_.text(value, key).value_or("");
        else if (key == "confidence")
            definition_->confidence = load_confidence(yaml_, value, info.confidence);
        else
            return key == "like" || key == "settings" || key == "examples";
        return true;
    }

    bool manners(const std::string& key, const YAML::Node& value, CallLoader& calls) {
        ProviderDefinition& d = *definition_;
        if (key == "url")
            d.url = calls.url(value, d.info.url);
        else if (key == "auth")
            d.auth = load_auth(yaml_, value, calls);
        else if (key == "names")
            d.names = load_names(yaml_, value);
        else if (key == "types")
            d.types = load_types(yaml_, value);
        else if (key == "ttl")
            load_ttl(yaml_, value, d);
        else if (key == "pace")
            d.pace = load_pace(yaml_, value);
        else if (key == "headers")
            d.headers = calls.headers(value);
        else if (key == "body")
            d.body = calls.body(value, false);
        else if (key == "replies")
            d.replies = calls.replies(value);
        else
            return false;
        return true;
    }

    YamlReader yaml_;
    const FindFile& others_;
    std::unique_ptr<ProviderDefinition> definition_;
    bool format_ = false;
    YAML::Node like_;
    std::string other_file_;
};

} // namespace

std::string_view without_examples(std::string_view text) {
    const std::size_t at = text.find("\nexamples:");
    return at == std::string_view::npos ? text : text.substr(0, at + 1);
}

LoadedDefinition load_definition(std::string_view name, const std::string& file, std::string_view text,
                                 const FindFile& others) {
    if (text.size() > longest_file) {
        Diagnostic too_long;
        too_long.file = file;
        too_long.message = fmt::format("a provider file has at most {} bytes", longest_file);
        return {nullptr, {too_long}};
    }
    return Loader(name, file, text, others).run();
}

} // namespace ddns
