// SPDX-License-Identifier: MIT
#pragma once

#include "provider/definition.h"
#include "provider/yaml_reader.h"

/// The words of a provider file that hold no templates. Mistakes go to the reader.
namespace ddns {

void load_settings(YamlReader& yaml, const YAML::Node& node, ProviderDefinition& out);
NameForm load_names(YamlReader& yaml, const YAML::Node& node);
TypeForm load_types(YamlReader& yaml, const YAML::Node& node);
void load_ttl(YamlReader& yaml, const YAML::Node& node, ProviderDefinition& out);
Pace load_pace(YamlReader& yaml, const YAML::Node& node);
/// `text` becomes the words of the file.
Confidence load_confidence(YamlReader& yaml, const YAML::Node& node, std::string& text);

} // namespace ddns
