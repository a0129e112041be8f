// SPDX-License-Identifier: MIT
#include "cli/arguments.h"

#include "cli/command.h"
#include "util/windows/wide.h"
#include "util/windows_words.h"

#include <algorithm>
#include <cwchar>
#include <string_view>
#include <windows.h>

namespace ddns {

namespace {

void overwrite(wchar_t* line, const std::optional<std::string>& secret) {
    // A reference like ${env:X} is none.
    if (!secret || secret->empty() || secret->find("${") != std::string::npos) return;
    const std::wstring wide = widen(*secret);
    for (wchar_t* at = line; (at = std::wcsstr(at, wide.c_str())) != nullptr; at += wide.size())
        std::fill_n(at, wide.size(), L'*');
}

} // namespace

std::vector<std::string> argument_words(int, char**) {
    std::vector<std::string> words = windows_command_words(narrow(GetCommandLineW()));
    if (!words.empty()) words.erase(words.begin());
    return words;
}

void hide_secrets_of_process(const SeedArguments& seed, int, char**) {
    // The very memory that other programs are shown when they ask for the command line.
    wchar_t* line = GetCommandLineW();
    overwrite(line, seed.token);
    overwrite(line, seed.password);
}

} // namespace ddns
