// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace ddns {

/// Paths are UTF-8 text everywhere in this program; these two lead to `std::filesystem` and back. Its own
/// conversions take the code page of the process on Windows. Bytes that are no UTF-8 stay as they are on
/// other systems.
std::filesystem::path to_path(std::string_view utf8);
std::string from_path(const std::filesystem::path& path);

} // namespace ddns
