// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

namespace ddns {

/// The file that this process was started from; "" when unknown.
std::string own_executable();

std::uint32_t own_process_id();

} // namespace ddns
