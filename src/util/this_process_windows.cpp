// SPDX-License-Identifier: MIT
#include "util/this_process.h"

#include "util/windows/wide.h"

#include <windows.h>

namespace ddns {

std::string own_executable() {
    std::wstring path(MAX_PATH, L'\0');
    while (true) {
        const DWORD length = GetModuleFileNameW(nullptr, path.data(), static_cast<DWORD>(path.size()));
        if (length < path.size()) return narrow({path.data(), length});
        if (path.size() > 0x8000) return {}; // the longest path there is
        path.resize(path.size() * 2);
    }
}

std::uint32_t own_process_id() { return GetCurrentProcessId(); }

} // namespace ddns
