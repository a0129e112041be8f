// SPDX-License-Identifier: MIT
#include "provider/hidden_words.h"

#include "provider/template.h"
#include "util/json.h"
#include "util/text.h"

#include <algorithm>

namespace ddns {

namespace {

constexpr std::string_view mask = "***";
constexpr std::size_t sure_anywhere = 4; ///< a shorter secret is found only where it stands as a word

bool is_letter_or_digit(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_part_byte(char c) {
    return is_letter_or_digit(c) || std::string_view("-_.~%+!").find(c) != std::string_view::npos;
}

/// All ways in which a template can write the value.
std::vector<std::string> forms_of(const std::string& secret) {
    SettingTraits trait;
    trait.name = "secret";
    const SettingTraits traits[] = {trait};
    const std::optional<std::string> values[] = {secret};
    Bindings scope;
    scope.traits = traits;
    scope.settings = values;
    std::vector<std::string> out;
    for (const char* text :
         {"{secret}", "{secret:md5}", "{secret:sha1}", "{secret:sha256}", "{secret:base64}"})
        for (const Position position : {Position::plain, Position::url, Position::header, Position::xml})
            if (const auto written = Template::parse(text, traits)->text(scope, position))
                out.push_back(*written);
    const std::string json = dump_json(Json(secret));
    out.push_back(json.substr(1, json.size() - 2));
    return out;
}

} // namespace

void HiddenWords::add(const std::string& secret) {
    if (secret.empty()) return;
    for (std::string& form : forms_of(secret)) keep(std::move(form));
}

void HiddenWords::keep(std::string form) {
    if (form.empty() || std::find(forms_.begin(), forms_.end(), form) != forms_.end()) return;
    const auto longer = [](const std::string& a, const std::string& b) { return a.size() > b.size(); };
    forms_.insert(std::upper_bound(forms_.begin(), forms_.end(), form, longer), std::move(form));
}

void HiddenWords::add_url(const std::string& url) {
    add(url);
    const std::size_t scheme = url.find("://");
    const std::size_t path = url.find_first_of("/?", scheme == std::string::npos ? 0 : scheme + 3);
    if (path != std::string::npos) add_words(std::string_view(url).substr(path), sure_anywhere);
}

void HiddenWords::add_words(std::string_view text, std::size_t least) {
    while (!text.empty()) {
        const auto end = std::find_if_not(text.begin(), text.end(), is_part_byte);
        const auto size = static_cast<std::size_t>(end - text.begin());
        std::string word(text.substr(0, size));
        text.remove_prefix(std::min(text.size(), size + 1));
        if (word.size() < least) continue;
        keep(percent_decode(word));
        keep(std::move(word));
    }
}

bool HiddenWords::are_in(std::string_view text) const {
    return std::any_of(forms_.begin(), forms_.end(), [&](const std::string& form) {
        return form.size() >= sure_anywhere && text.find(form) != std::string_view::npos;
    });
}

std::string HiddenWords::masked(std::string_view shown) const {
    std::string out(shown);
    for (const std::string& form : forms_) {
        std::size_t at = out.find(form);
        while (at != std::string::npos) {
            const std::size_t end = at + form.size();
            const bool part_of_word = (at > 0 && is_letter_or_digit(out[at - 1])) ||
                                      (end < out.size() && is_letter_or_digit(out[end]));
            if (form.size() < sure_anywhere && part_of_word) {
                at = out.find(form, at + 1);
                continue;
            }
            out.replace(at, form.size(), mask);
            at = out.find(form, at + mask.size());
        }
    }
    return out;
}

} // namespace ddns
