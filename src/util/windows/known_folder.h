// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

namespace ddns {

enum class KnownFolder : std::uint8_t {
    program_data,   ///< of the machine: C:\ProgramData
    local_app_data, ///< of the account: C:\Users\NAME\AppData\Local
};

/// The path as Windows has it, whatever the environment says; empty when there is none (an account without a
/// profile).
std::string known_folder(KnownFolder which);

} // namespace ddns
