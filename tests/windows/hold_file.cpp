// SPDX-License-Identifier: MIT
// Keeps a file open as an editor may: nobody else can open it. hold_file.exe PATH prints "held" and ends when
// killed.
#include <windows.h>

#include <cstdio>

int main() {
    int count = 0;
    wchar_t** const words = CommandLineToArgvW(GetCommandLineW(), &count);
    if (count != 2) return 2;
    const HANDLE file =
        CreateFileW(words[1], GENERIC_READ | GENERIC_WRITE, 0, nullptr, OPEN_EXISTING, 0, nullptr);
    if (file == INVALID_HANDLE_VALUE) return 1;
    std::puts("held");
    std::fflush(stdout);
    Sleep(INFINITE);
}
