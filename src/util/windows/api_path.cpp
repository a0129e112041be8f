// SPDX-License-Identifier: MIT
#include "util/windows/api_path.h"

#include "util/windows/wide.h"

#include <windows.h>

namespace ddns {

namespace {

/// CreateDirectoryW wants room for a file name of 8.3 within MAX_PATH, and a temporary file's name is longer
/// than the file's.
constexpr std::size_t longest_plain_path = MAX_PATH - 64;

std::wstring absolute(const std::wstring& path) {
    std::wstring out(MAX_PATH, L'\0');
    for (;;) {
        const DWORD length =
            GetFullPathNameW(path.c_str(), static_cast<DWORD>(out.size()), out.data(), nullptr);
        if (length == 0) return path;
        const bool fits = length < out.size(); // else it is the size that would do
        out.resize(length);
        if (fits) return out;
    }
}

} // namespace

std::wstring api_path(std::string_view utf8) {
    if (utf8.empty()) return {};
    std::wstring path = absolute(widen(utf8));
    if (path.size() <= longest_plain_path || path.starts_with(LR"(\\?\)") || path.starts_with(LR"(\\.\)"))
        return path;
    if (path.starts_with(LR"(\\)")) return LR"(\\?\UNC\)" + path.substr(2);
    return LR"(\\?\)" + path;
}

} // namespace ddns
