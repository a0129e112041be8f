// SPDX-License-Identifier: MIT
#include "loop/pipe_name_windows.h"

#include "util/windows/wide.h"

#include <cstdint>
#include <fmt/format.h>
#include <windows.h>

namespace ddns {

namespace {

std::wstring full_path(const std::wstring& path) {
    std::wstring full(GetFullPathNameW(path.c_str(), 0, nullptr, nullptr), L'\0');
    full.resize(GetFullPathNameW(path.c_str(), static_cast<DWORD>(full.size()), full.data(), nullptr));
    return full.empty() ? path : full;
}

/// As file systems of Windows compare names.
std::wstring fold_case(std::wstring text) {
    const int size = static_cast<int>(text.size());
    LCMapStringEx(LOCALE_NAME_INVARIANT, LCMAP_UPPERCASE, text.data(), size, text.data(), size, nullptr,
                  nullptr, 0);
    return text;
}

/// FNV-1a.
std::uint64_t hash(std::string_view text) {
    std::uint64_t value = 0xcbf29ce484222325;
    for (const char c : text) value = (value ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    return value;
}

} // namespace

std::string pipe_name_of(const std::string& path) {
    return fmt::format(R"(\\.\pipe\ddns-reactor-{:016x})", hash(narrow(fold_case(full_path(widen(path))))));
}

} // namespace ddns
