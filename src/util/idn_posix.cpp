// SPDX-License-Identifier: MIT
#include "util/idn.h"
#include "util/text.h"

#include <algorithm>
#include <idn2.h>
#include <memory>

namespace ddns {

namespace {

using Text = std::unique_ptr<char, void (*)(void*)>;

Text owned(char* text) { return {text, idn2_free}; }

} // namespace

Result<std::string> ascii_name(std::string_view utf8) {
    const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
    if (std::all_of(utf8.begin(), utf8.end(), is_ascii)) return std::string(utf8);
    if (utf8.find('\0') != std::string_view::npos) return fail(ErrorKind::config, "has a byte that is zero");
    char* out = nullptr;
    const int code = idn2_to_ascii_8z(std::string(utf8).c_str(), &out, IDN2_NONTRANSITIONAL | IDN2_NFC_INPUT);
    const Text text = owned(out);
    if (code == IDN2_TOO_BIG_LABEL || code == IDN2_TOO_BIG_DOMAIN)
        return fail(ErrorKind::config, "is too long in the form that DNS wants (xn--...)");
    if (code == IDN2_ENCODING_ERROR) return fail(ErrorKind::config, "is not UTF-8");
    if (code != IDN2_OK || !text) return fail(ErrorKind::config, "has a letter that names cannot have");
    return to_lower(text.get());
}

std::string unicode_name(std::string_view ascii) {
    if (ascii.find("xn--") == std::string_view::npos || ascii.find('\0') != std::string_view::npos) return {};
    char* out = nullptr;
    const int code = idn2_to_unicode_8z8z(std::string(ascii).c_str(), &out, 0);
    const Text text = owned(out);
    return code == IDN2_OK && text && ascii != text.get() ? std::string(text.get()) : std::string();
}

} // namespace ddns
