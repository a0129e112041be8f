// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ddns {

/// Text for and from the functions of Windows that end in W. Inside the program text is UTF-8. What cannot be
/// converted becomes U+FFFD.
std::wstring widen(std::string_view utf8);
std::string narrow(std::wstring_view utf16);

/// What Windows says about an error of GetLastError() or a status of IP Helper: "access is denied", in
/// English, without a full stop; "error 1234" when it has no words.
std::string system_message(std::uint32_t code);

} // namespace ddns
