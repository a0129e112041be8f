// SPDX-License-Identifier: MIT
#pragma once

#include <windows.h>

namespace ddns::windows {

/// A function of a DLL of the system by its name; null when this Windows has none. A function that some
/// Windows may lack must not be linked to: the program would not start there. Wine exports stubs that end the
/// process when they are called, which this cannot tell from the real thing.
template <class Function>
Function* system_function(const wchar_t* dll, const char* name) {
    const HMODULE module = LoadLibraryExW(dll, nullptr, LOAD_LIBRARY_SEARCH_SYSTEM32);
    if (!module) return nullptr;
    return reinterpret_cast<Function*>(reinterpret_cast<void*>(GetProcAddress(module, name)));
}

} // namespace ddns::windows
