// SPDX-License-Identifier: MIT
#include "util/this_process.h"

#include <filesystem>
#include <unistd.h>

namespace ddns {

std::string own_executable() {
    std::error_code error;
    const auto path = std::filesystem::read_symlink("/proc/self/exe", error);
    return error ? std::string() : path.string();
}

std::uint32_t own_process_id() { return static_cast<std::uint32_t>(getpid()); }

} // namespace ddns
