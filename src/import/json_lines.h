// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace ddns {

/// In which line each member of a JSON text stands, by its pointer ("/settings/0/password"; a `/` within a
/// name is not escaped). For a text that `parse_json` has read; no deeper than that one goes.
std::map<std::string, int> json_member_lines(std::string_view text);

} // namespace ddns
