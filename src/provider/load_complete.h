// SPDX-License-Identifier: MIT
#pragma once

#include "provider/definition.h"
#include "provider/yaml_reader.h"

namespace ddns {

/// After all words of a file were read: what they must be together goes to the reader, what follows from them
/// goes into `definition` (`zone_by_option` and most of `info`).
void complete_definition(YamlReader& yaml, const YAML::Node& document, ProviderDefinition& definition);

} // namespace ddns
