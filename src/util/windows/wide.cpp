// SPDX-License-Identifier: MIT
#include "util/windows/wide.h"

#include <fmt/format.h>
#include <windows.h>

namespace ddns {

namespace {

constexpr DWORD english = 0x0409; // MAKELANGID(LANG_ENGLISH, SUBLANG_ENGLISH_US)

std::wstring message_text(std::uint32_t code, DWORD language) {
    wchar_t text[512];
    const DWORD length = FormatMessageW(
        FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS | FORMAT_MESSAGE_MAX_WIDTH_MASK, nullptr,
        code, language, text, static_cast<DWORD>(std::size(text)), nullptr);
    return {text, length};
}

} // namespace

std::wstring widen(std::string_view utf8) {
    const int bytes = static_cast<int>(utf8.size());
    std::wstring out(
        static_cast<std::size_t>(MultiByteToWideChar(CP_UTF8, 0, utf8.data(), bytes, nullptr, 0)), L'\0');
    MultiByteToWideChar(CP_UTF8, 0, utf8.data(), bytes, out.data(), static_cast<int>(out.size()));
    return out;
}

std::string narrow(std::wstring_view utf16) {
    const int units = static_cast<int>(utf16.size());
    const int bytes = WideCharToMultiByte(CP_UTF8, 0, utf16.data(), units, nullptr, 0, nullptr, nullptr);
    std::string out(static_cast<std::size_t>(bytes), '\0');
    WideCharToMultiByte(CP_UTF8, 0, utf16.data(), units, out.data(), bytes, nullptr, nullptr);
    return out;
}

std::string system_message(std::uint32_t code) {
    std::wstring text = message_text(code, english);
    if (text.empty()) text = message_text(code, 0); // a Windows that has only its own language
    std::string message = narrow(text);
    while (!message.empty() && (message.back() == ' ' || message.back() == '.')) message.pop_back();
    if (message.empty()) return fmt::format("error {}", code);
    if (message.size() > 1 && message[0] >= 'A' && message[0] <= 'Z' &&
        !(message[1] >= 'A' && message[1] <= 'Z'))
        message[0] = static_cast<char>(message[0] - 'A' + 'a');
    return message;
}

} // namespace ddns
