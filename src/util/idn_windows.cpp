// SPDX-License-Identifier: MIT
#include "util/idn.h"
#include "util/text.h"
#include "util/windows/wide.h"

#include <algorithm>
#include <windows.h>

namespace ddns {

namespace {

constexpr std::size_t longest = 512;

/// ß, final sigma and the two joiners: the rules of 2003 replace or drop them (UTS #46, section 5,
/// deviations).
constexpr std::wstring_view deviations = L"\u00df\u03c2\u200c\u200d";

using Function = int(WINAPI*)(DWORD, LPCWSTR, int, LPWSTR, int);

std::wstring converted(Function function, DWORD flags, const std::wstring& name) {
    if (name.empty() || name.size() > longest) return {};
    std::wstring out(longest, L'\0');
    const int length =
        function(flags, name.data(), static_cast<int>(name.size()), out.data(), static_cast<int>(longest));
    out.resize(length > 0 ? static_cast<std::size_t>(length) : 0);
    return out;
}

} // namespace

Result<std::string> ascii_name(std::string_view utf8) {
    const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
    if (std::all_of(utf8.begin(), utf8.end(), is_ascii)) return std::string(utf8);
    if (utf8.find('\0') != std::string_view::npos) return fail(ErrorKind::config, "has a byte that is zero");
    const std::wstring wide = widen(utf8);
    if (wide.find(L'\ufffd') != std::wstring::npos) return fail(ErrorKind::config, "is not UTF-8");
    const std::wstring ascii = converted(IdnToAscii, 0, wide);
    if (ascii.empty())
        return fail(ErrorKind::config,
                    "has a letter that names cannot have, or is too long in the form that DNS wants "
                    "(xn--...)");
    const std::wstring back = converted(IdnToUnicode, 0, ascii);
    for (const wchar_t c : wide)
        if (deviations.find(c) != std::wstring_view::npos && back.find(c) == std::wstring::npos)
            return fail(ErrorKind::config,
                        "has a letter that this system would replace by others; write the form "
                        "that starts with xn--");
    return to_lower(narrow(ascii));
}

std::string unicode_name(std::string_view ascii) {
    if (ascii.find("xn--") == std::string_view::npos || ascii.find('\0') != std::string_view::npos) return {};
    const std::string out = narrow(converted(IdnToUnicode, 0, widen(ascii)));
    return out == ascii ? std::string() : out;
}

} // namespace ddns
