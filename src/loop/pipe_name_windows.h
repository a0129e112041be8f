// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace ddns {

/// The named pipe that stands for a path: "\\.\pipe\ddns-reactor-" and 16 digits. The same for all ways to
/// write the path that differ in case, slashes, dots or the folder they begin in.
std::string pipe_name_of(const std::string& path);

} // namespace ddns
