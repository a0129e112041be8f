// SPDX-License-Identifier: MIT
#include "provider/load_definition.h"

#include "provider/load_auth.h"
#include "provider/load_call.h"
#include "provider/load_complete.h"
#include "provider/load_words.h"
#include "provider/vocabulary.h"
#include "provider/yaml_reader.h"
#include "util/text.h"

#include <algorithm>
#include <fmt/format.h>

namespace ddns {

namespace {

constexpr std::size_t longest_file = 64 << 10;
constexpr unsigned longest_line = 4; ///< of files that are like each other

const std::vector<std::string> file_keys = names_of(file_words());
const std::vector<std::string> own_keys = names_of(own_words());

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
        std::string file; ///< "" = its own
    };

    void file(const YAML::Node& document) {
        std::vector<Member> members;
        yaml_.members(document, "a provider file", file_keys,
                      [&](const std::string& key, const YAML::Node& value, const YAML::Node& at) {
                          members.push_back({key, value, at, {}});
                      });
        if (!document.IsMap()) return;
        if (!borrow(members)) return;
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

    /// Adds what the file does not have itself; false when that cannot be had.
    bool borrow(std::vector<Member>& members) {
        const auto like = std::find_if(members.begin(), members.end(),
                                       [](const Member& member) { return member.key == "like"; });
        if (like == members.end()) return true;
        like_ = like->value;
        std::string other = yaml_.text(like_, "like").value_or("");
        for (unsigned depth = 0; depth < longest_line; ++depth) {
            const auto found = others_ ? others_(other) : std::nullopt;
            if (!found)
                yaml_.error(like_, fmt::format("there is no provider file \"{}\"", printable(other, 40)));
            const auto next = found ? take_over(*found, members) : std::nullopt;
            if (!next) return false;
            if (next->empty()) return true;
            other = *next;
        }
        yaml_.error(like_, fmt::format("this file is like one that is like another, more than {} times",
                                       longest_line));
        return false;
    }

    /// The name of the file that `other` is like itself, "" when it is like none; nothing after a mistake.
    std::optional<std::string> take_over(const OtherFile& other, std::vector<Member>& members) {
        YamlReader reader(other.file, other.text);
        const auto document = reader.parse();
        if (!document || !document->IsMap()) {
            yaml_.error(like_, fmt::format("{} is not a map of key: value", other.file));
            return std::nullopt;
        }
        const auto blame = yaml_.blame(like_.Mark(), other.file);
        std::vector<Member> theirs;
        yaml_.members(*document, "a provider file", file_keys,
                      [&](const std::string& key, const YAML::Node& value, const YAML::Node& at) {
                          theirs.push_back({key, value, at, other.file});
                      });
        std::string next;
        for (const Member& member : theirs) {
            if (member.key == "like") next = yaml_.text(member.value, "like").value_or("");
            const bool have = std::any_of(members.begin(), members.end(),
                                          [&](const Member& own) { return own.key == member.key; });
            if (!have && std::find(own_keys.begin(), own_keys.end(), member.key) == own_keys.end())
                members.push_back(member);
        }
        return next;
    }

    /// A mistake in what is borrowed is one of this file, where it says "like".
    template <class F>
    void with(const Member& member, const F& read) {
        if (member.file.empty()) return read();
        const auto blame = yaml_.blame(like_.Mark(), member.file);
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
