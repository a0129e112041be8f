// SPDX-License-Identifier: MIT
#pragma once

#include "provider/definition.h"
#include "provider/yaml_reader.h"

#include <string_view>
#include <vector>

/// The words of a provider file that hold no templates. Mistakes go to the reader.
namespace ddns {

/// What a setting can be, besides having a default.
std::vector<std::string_view> flag_words();

void load_settings(YamlReader& yaml, const YAML::Node& node, ProviderDefinition& out);
NameForm load_names(YamlReader& yaml, const YAML::Node& node);
TypeForm load_types(YamlReader& yaml, const YAML::Node& node);
void load_ttl(YamlReader& yaml, const YAML::Node& node, ProviderDefinition& out);
Pace load_pace(YamlReader& yaml, const YAML::Node& node);
/// `text` becomes the words of the file.
Confidence load_confidence(YamlReader& yaml, const YAML::Node& node, std::string& text);

} // namespace ddns
