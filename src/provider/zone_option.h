// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string_view>

/// Zones where no call of the provider can tell them: the record's option `zone` does, or the name.
namespace ddns {

/// The last labels of a name, or all of it.
std::string_view last_labels(std::string_view name, unsigned count);

/// The zone that a name is in if it says nothing: its last two labels. Nothing where that cannot be told,
/// because these may well be a registry's and not a user's (`co.uk`, `uk.com`): better to ask than to write
/// into a wrong zone. There is no list of such suffixes in here; labels of two letters, or of three below a
/// country, count as one, and so do the longer words that registries use (info, firm, name, gouv …).
std::optional<std::string_view> guessed_zone(std::string_view name);

/// Whether the name is the zone's own or below it.
bool is_in_zone(std::string_view name, std::string_view zone);

} // namespace ddns
