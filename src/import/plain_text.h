// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace ddns {

/// Whether a text may stand in a YAML file as it is: UTF-8, one line, nothing that a terminal would obey.
bool is_plain_text(std::string_view text);

/// A name that stands in the original, fit for a note: itself, or `otherwise` when it is long or not plain.
std::string shown_name(std::string_view foreign, std::string_view otherwise = "an option");

/// The name of a record, as long as it looks like one; what does not may be a piece of a secret.
std::string shown_host(std::string_view foreign);

} // namespace ddns
