// SPDX-License-Identifier: MIT
#pragma once

#include "provider/definition.h"
#include "provider/yaml_reader.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ddns {

/// Reads the parts of a provider file that hold templates: calls, bodies, headers, reply rules. Mistakes go
/// to the reader.
class CallLoader {
public:
    CallLoader(YamlReader& yaml, std::span<const SettingTraits> settings)
        : yaml_(yaml), settings_(settings) {}

    /// `at` is the key `name` itself, for a mistake that concerns the whole call. "auth" is a login.
    Call call(const YAML::Node& node, const YAML::Node& at, std::string_view name);
    std::vector<std::pair<std::string, Template>> headers(const YAML::Node& node);
    BodyNode body(const YAML::Node& node, bool in_batch);
    std::vector<ReplyRule> replies(const YAML::Node& node);
    /// The base address; `written` becomes what the file says, without a slash at the end.
    Template url(const YAML::Node& node, std::string& written);
    /// `text` is a part of the scalar `node`.
    Template text(const YAML::Node& node, std::string_view text);

private:
    RequestLine request(const YAML::Node& node, bool login, std::string_view what = "request");
    More more(const YAML::Node& node, const Call& call, std::string_view name);
    BodyNode body_node(const YAML::Node& node, bool in_batch, unsigned depth);
    BodyNode body_scalar(const YAML::Node& node);
    void rule(const YAML::Node& node, std::vector<ReplyRule>& out);
    bool meaning(const YAML::Node& key, ReplyRule& rule);
    void condition(const std::string& key, const YAML::Node& value, ReplyRule& rule);
    std::vector<Template> values(const YAML::Node& node);
    std::vector<std::pair<std::string, std::string>> each(const YAML::Node& node);
    std::vector<std::pair<std::string, std::string>> login_values(const YAML::Node& node);
    std::string pointer(const YAML::Node& node, std::string_view what);
    std::string item_pointer(const YAML::Node& node, const std::string& key);

    YamlReader& yaml_;
    std::span<const SettingTraits> settings_;
    unsigned nodes_ = 0; ///< of bodies; aliases could make a small file a huge tree
};

/// What a reply can mean, as files write it.
std::vector<std::string_view> meaning_words();

} // namespace ddns
