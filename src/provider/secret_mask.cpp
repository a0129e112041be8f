// SPDX-License-Identifier: MIT
#include "provider/secret_mask.h"

#include "provider/reply_rules.h"
#include "util/text.h"

#include <algorithm>
#include <fmt/format.h>

namespace ddns {

namespace {

constexpr std::string_view mask = "***";
constexpr std::size_t sure_anywhere = 4; ///< a shorter secret is found only where it stands as a word

bool is_word_byte(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
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

SecretMask::SecretMask(const ProviderDefinition& definition, const Account& account)
    : definition_(definition) {
    for (const SettingTraits& trait : definition.settings) {
        const auto setting = account.settings.find(trait.name);
        if (trait.secret && setting != account.settings.end()) add(setting->second.reveal());
    }
}

void SecretMask::add_login(const HttpReply& reply) {
    if (!definition_.auth.login) return;
    const ReplyView view(reply);
    for (const auto& [name, at] : definition_.auth.login->each) {
        const bool pointer = at.empty() || at.front() == '/';
        const Json* found = pointer && view.json() ? view.json()->at(at) : nullptr;
        add(pointer ? (found ? found->scalar_text() : "") : std::string(reply.header(to_lower(at))));
    }
}

void SecretMask::add(const std::string& secret) {
    if (secret.empty()) return;
    for (std::string& form : forms_of(secret))
        if (!form.empty() && std::find(forms_.begin(), forms_.end(), form) == forms_.end())
            forms_.push_back(std::move(form));
    std::stable_sort(forms_.begin(), forms_.end(),
                     [](const std::string& a, const std::string& b) { return a.size() > b.size(); });
}

bool SecretMask::finds_secret(std::string_view text) const {
    return std::any_of(forms_.begin(), forms_.end(), [&](const std::string& form) {
        return form.size() >= sure_anywhere && text.find(form) != std::string_view::npos;
    });
}

std::string SecretMask::text(std::string_view shown) const {
    std::string out(shown);
    for (const std::string& form : forms_) {
        std::size_t at = out.find(form);
        while (at != std::string::npos) {
            const std::size_t end = at + form.size();
            const bool part_of_word =
                (at > 0 && is_word_byte(out[at - 1])) || (end < out.size() && is_word_byte(out[end]));
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

std::string SecretMask::header(std::string_view name, std::string_view value) const {
    const bool proof = equals_ignoring_case(name, "authorization") || equals_ignoring_case(name, "cookie");
    const std::size_t scheme = value.find(' ');
    if (!proof) return fmt::format("{}: {}", name, text(value));
    const bool named = equals_ignoring_case(name, "authorization") && scheme != std::string_view::npos;
    return fmt::format("{}: {}{}", name, named ? value.substr(0, scheme + 1) : "", mask);
}

} // namespace ddns
