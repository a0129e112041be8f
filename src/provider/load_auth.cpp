// SPDX-License-Identifier: MIT
#include "provider/load_auth.h"

#include "provider/vocabulary.h"
#include "util/text.h"

#include <algorithm>
#include <fmt/format.h>

namespace ddns {

namespace {

using Scheme = AuthSpec::Scheme;

/// The closed list. Arguments in brackets may be left out.
struct SchemeWords {
    std::string_view name;
    Scheme scheme;
    std::size_t least; ///< arguments
    std::size_t most;
    std::string_view usage;
};
constexpr SchemeWords schemes[] = {
    {"none", Scheme::none, 0, 0, "none"},
    {"basic", Scheme::basic, 1, 2, "basic {username} [{password}]"},
    {"bearer", Scheme::bearer, 1, 1, "bearer {token}"},
    {"sigv4", Scheme::sigv4, 4, 5, "sigv4 KEY SECRET REGION SERVICE [TOKEN]"},
    {"tc3", Scheme::tc3, 3, 4, "tc3 ID SECRET SERVICE [TOKEN]"},
    {"aliyun-rpc", Scheme::aliyun_rpc, 2, 3, "aliyun-rpc KEY SECRET [TOKEN]"},
    {"acs3", Scheme::acs3, 2, 3, "acs3 KEY SECRET [TOKEN]"},
    {"nowcn", Scheme::nowcn, 2, 2, "nowcn KEY SECRET"},
    {"huawei", Scheme::huawei, 2, 2, "huawei KEY SECRET"},
    {"volcengine", Scheme::volcengine, 4, 5, "volcengine KEY SECRET REGION SERVICE [TOKEN]"},
    {"baidu", Scheme::baidu, 2, 2, "baidu KEY SECRET"},
    {"ovh", Scheme::ovh, 3, 3, "ovh APP_KEY APP_SECRET CONSUMER_KEY"},
    {"exoscale", Scheme::exoscale, 2, 2, "exoscale KEY SECRET"},
    {"edgegrid", Scheme::edgegrid, 3, 3, "edgegrid CLIENT_TOKEN CLIENT_SECRET ACCESS_TOKEN"},
    {"nfsn", Scheme::nfsn, 2, 2, "nfsn LOGIN KEY"},
    {"dnsmadeeasy", Scheme::dnsmadeeasy, 2, 2, "dnsmadeeasy KEY SECRET"},
    {"constellix", Scheme::constellix, 2, 2, "constellix KEY SECRET"},
    {"oauth2", Scheme::oauth2, 3, 4, "oauth2 TOKEN_URL ID SECRET [SCOPE]"},
    {"oauth2-password", Scheme::oauth2_password, 3, 3, "oauth2-password TOKEN_URL USER PASSWORD"},
    {"google", Scheme::google, 2, 2, "google KEY_FILE SCOPE"},
    {"transip", Scheme::transip, 2, 2, "transip LOGIN KEY_FILE"},
};

/// Words between spaces; a placeholder's own text may hold some.
std::vector<std::string_view> words_of(std::string_view text) {
    std::vector<std::string_view> out;
    std::size_t start = 0;
    bool inside = false;
    for (std::size_t i = 0; i <= text.size(); ++i) {
        if (i < text.size() && text[i] == '{') inside = true;
        if (i < text.size() && text[i] == '}') inside = false;
        if (i < text.size() && (text[i] != ' ' || inside)) continue;
        if (i > start) out.push_back(text.substr(start, i - start));
        start = i + 1;
    }
    return out;
}

AuthSpec by_scheme(YamlReader& yaml, const YAML::Node& node, CallLoader& calls) {
    AuthSpec spec;
    const std::string text = yaml.text(node, "auth").value_or("none");
    const auto words = words_of(text);
    const auto known = std::find_if(std::begin(schemes), std::end(schemes), [&](const SchemeWords& scheme) {
        return !words.empty() && scheme.name == words[0];
    });
    if (known == std::end(schemes)) {
        const std::vector<std::string> names = names_of(auth_words());
        yaml.error(node, fmt::format("there is no auth \"{}\"{}; there are {}",
                                     printable(words.empty() ? "" : words[0], 40),
                                     suggestion(words.empty() ? "" : words[0], names), join(names, ", ")));
        return spec;
    }
    if (words.size() - 1 < known->least || words.size() - 1 > known->most) {
        yaml.error(node, fmt::format("this auth is written as: {}", known->usage));
        return spec;
    }
    spec.scheme = known->scheme;
    for (std::size_t i = 1; i < words.size(); ++i) spec.arguments.push_back(calls.text(node, words[i]));
    return spec;
}

} // namespace

std::vector<std::string_view> auth_words() {
    std::vector<std::string_view> out;
    for (const SchemeWords& scheme : schemes) out.push_back(scheme.name);
    return out;
}

AuthSpec load_auth(YamlReader& yaml, const YAML::Node& node, CallLoader& calls) {
    if (!node.IsMap()) return by_scheme(yaml, node, calls);
    AuthSpec spec;
    spec.scheme = Scheme::login;
    auto login = std::make_shared<Call>(calls.call(node, node, "auth"));
    if (login->each.empty())
        yaml.error(node, "a login must say under \"each\" what it reads and where that is");
    spec.login = std::move(login);
    return spec;
}

void load_login_names(YamlReader& yaml, const YAML::Node& auth, ProviderDefinition& out) {
    if (!auth.IsMap() || !auth["each"] || !auth["each"].IsMap()) return;
    for (const auto& member : auth["each"]) {
        if (!member.first.IsScalar()) continue;
        SettingTraits traits;
        traits.name = member.first.Scalar();
        traits.secret = traits.login = true;
        const bool taken = is_engine_name(traits.name) ||
                           std::any_of(out.settings.begin(), out.settings.end(),
                                       [&](const SettingTraits& other) { return other.name == traits.name; });
        if (taken || !is_placeholder_name(traits.name))
            yaml.error(member.first, fmt::format("what a login reads cannot be called \"{}\"; {}",
                                                 printable(traits.name, 40),
                                                 taken ? "there is a placeholder of that name"
                                                       : "a name is made of small letters, digits and _"));
        out.settings.push_back(std::move(traits));
    }
}

} // namespace ddns
