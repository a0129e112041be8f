// SPDX-License-Identifier: MIT
#include "provider/secret_mask.h"

#include "provider/reply_rules.h"
#include "util/text.h"

#include <fmt/format.h>

namespace ddns {

namespace {

constexpr std::string_view mask = "***";

} // namespace

SecretMask::SecretMask(const ProviderDefinition& definition, const Account& account)
    : definition_(definition) {
    for (const SettingTraits& trait : definition.settings) {
        const auto setting = account.settings.find(trait.name);
        if (trait.secret && setting != account.settings.end()) words_.add(setting->second.reveal());
    }
}

void SecretMask::add_login(const HttpReply& reply) {
    if (!definition_.auth.login) return;
    const ReplyView view(reply);
    for (const auto& [name, at] : definition_.auth.login->each) {
        const bool pointer = at.empty() || at.front() == '/';
        const Json* found = pointer && view.json() ? view.json()->at(at) : nullptr;
        words_.add(pointer ? (found ? found->scalar_text() : "") : std::string(reply.header(to_lower(at))));
    }
}

bool SecretMask::finds_secret(std::string_view text) const { return words_.are_in(text); }

std::string SecretMask::text(std::string_view shown) const { return words_.masked(shown); }

std::string SecretMask::header(std::string_view name, std::string_view value) const {
    const bool proof = equals_ignoring_case(name, "authorization") || equals_ignoring_case(name, "cookie");
    const std::size_t scheme = value.find(' ');
    if (!proof) return fmt::format("{}: {}", name, text(value));
    const bool named = equals_ignoring_case(name, "authorization") && scheme != std::string_view::npos;
    return fmt::format("{}: {}{}", name, named ? value.substr(0, scheme + 1) : "", mask);
}

} // namespace ddns
