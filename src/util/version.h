// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace ddns {

/// The version of the project in CMakeLists.txt: "0.1.0".
std::string_view version();

} // namespace ddns
