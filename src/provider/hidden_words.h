// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ddns {

/// Secrets of an account, to be taken out of text that is shown: each in every form in which a provider file
/// can write it, since a server may send back what it was sent. Only words of at least four bytes are looked
/// for anywhere; shorter ones are found where they stand as a word.
class HiddenWords {
public:
    void add(const std::string& secret);
    /// A URL that is secret as a whole: also what stands between the slashes of its path, and the names and
    /// values of its query.
    void add_url(const std::string& url);
    /// A text with a secret somewhere in it (headers, a body): also its words of at least `least` bytes.
    void add_words(std::string_view text, std::size_t least = 8);

    [[nodiscard]] std::string masked(std::string_view shown) const;
    /// Whether one of them is in the text; those of less than four bytes are not looked for.
    [[nodiscard]] bool are_in(std::string_view text) const;

private:
    void keep(std::string form);
    std::vector<std::string> forms_; ///< the longest first
};

} // namespace ddns
