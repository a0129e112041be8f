// SPDX-License-Identifier: MIT
#pragma once

#include "provider/definition.h"
#include "provider/load_call.h"
#include "provider/yaml_reader.h"

#include <string_view>
#include <vector>

namespace ddns {

/// `auth`: a scheme and its arguments, or the call that logs in. Mistakes go to the reader.
AuthSpec load_auth(YamlReader& yaml, const YAML::Node& node, CallLoader& calls);

/// What the call that logs in reads, as settings; they may be named everywhere in the file.
void load_login_names(YamlReader& yaml, const YAML::Node& auth, ProviderDefinition& out);

/// The names of the schemes.
std::vector<std::string_view> auth_words();

} // namespace ddns
