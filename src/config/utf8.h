// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ddns {

/// One code point at the start of `text`. `length` is 0 at the end of the text and for anything that is not
/// well-formed (overlong forms, surrogates, more than U+10FFFF, RFC 3629).
struct CodePoint {
    char32_t value = 0;
    std::size_t length = 0;
};
CodePoint first_code_point(std::string_view text);

/// The offset of the first byte that is no UTF-8 or a control character other than tab, CR and LF.
std::optional<std::size_t> find_bad_utf8(std::string_view text);

/// Whether a terminal shows the character in its place: no control, no line separator, no change of writing
/// direction.
bool is_visible(char32_t c);

} // namespace ddns
