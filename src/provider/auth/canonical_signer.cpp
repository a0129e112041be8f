// SPDX-License-Identifier: MIT
#include "crypto/digest.h"
#include "crypto/hmac.h"
#include "provider/auth/canonical.h"
#include "provider/auth/signers.h"
#include "util/calendar.h"
#include "util/text.h"

namespace ddns {

namespace {

/// What the members of the family do differently. An empty name of a header: it has none.
struct Recipe {
    std::string_view algorithm;
    std::string_view secret_prefix;
    std::string_view scope_end;  ///< closes the scope; "": no scope, the secret is the key
    std::size_t scope_words = 0; ///< how many credentials after the secret belong to the scope
    std::string (*stamp)(WallTime) = nullptr;
    std::string (*day)(WallTime) = nullptr; ///< in the scope
    std::string_view stamp_header;
    std::string_view hash_header;
    std::string_view nonce_header;
    std::string_view token_header;
    SignedNames names;
    bool stamp_signed = true;   ///< with the digest; else it is signed as a header only
    bool encoded_twice = false; ///< the path, which is encoded already, is encoded again
    bool closing_slash = false; ///< the path gets one
    bool lower_values = false;  ///< of headers
    std::string_view credential = "Credential=";
    std::string_view separator = ", ";
};

std::string lines_of(std::span<const std::pair<std::string, std::string>> headers, bool lower) {
    std::string out;
    for (const auto& [name, value] : headers) {
        out += name + ":";
        bool space = false;
        for (const char c : lower ? to_lower(value) : value) {
            if (c != ' ' || !space) out += c;
            space = c == ' ';
        }
        out += '\n';
    }
    return out;
}

std::string path_of(const Recipe& recipe, const SigningParts& parts) {
    std::string path = recipe.encoded_twice ? encode_path(parts.path) : parts.path;
    if (recipe.closing_slash && !path.ends_with('/')) path += '/';
    return path;
}

Secret key_of(const Recipe& recipe, std::span<const Secret> credentials, const std::string& day) {
    Secret key(std::string(recipe.secret_prefix) + credentials[1].reveal());
    if (recipe.scope_end.empty()) return key;
    const auto step = [&](std::string_view word) { key = Secret(hmac(Digest::sha256, key, word)); };
    step(day);
    for (std::size_t i = 0; i < recipe.scope_words; ++i) step(credentials[2 + i].reveal());
    step(recipe.scope_end);
    return key;
}

Signature sign_with(const Recipe& recipe, std::span<const Secret> credentials, const SigningParts& parts,
                    const SigningMoment& moment) {
    Signature out;
    const auto add = [&](std::string_view name, std::string value) {
        if (!name.empty()) out.headers.push_back({std::string(name), Secret(std::move(value))});
    };
    const std::string stamp = recipe.stamp(moment.time);
    const std::string body_hash = hex(digest(Digest::sha256, parts.body));
    add(recipe.stamp_header, stamp);
    add(recipe.hash_header, body_hash);
    add(recipe.nonce_header, moment.nonce);
    const std::size_t token = 2 + recipe.scope_words;
    if (credentials.size() > token && !credentials[token].empty())
        add(recipe.token_header, credentials[token].reveal());

    const auto headers = signed_headers(parts, out.headers, recipe.names);
    const std::string names = joined_names(headers);
    const std::string request = parts.method + "\n" + path_of(recipe, parts) + "\n" +
                                canonical_query(parts.query) + "\n" + lines_of(headers, recipe.lower_values) +
                                "\n" + names + "\n" + body_hash;
    const std::string day = recipe.day ? recipe.day(moment.time) : "";
    std::string scope;
    if (!recipe.scope_end.empty()) {
        scope = day + "/";
        for (std::size_t i = 0; i < recipe.scope_words; ++i) scope += credentials[2 + i].reveal() + "/";
        scope += recipe.scope_end;
    }
    const std::string to_sign = std::string(recipe.algorithm) + "\n" +
                                (recipe.stamp_signed ? stamp + "\n" : "") +
                                (scope.empty() ? "" : scope + "\n") + hex(digest(Digest::sha256, request));
    const std::string separator(recipe.separator);
    add("Authorization",
        std::string(recipe.algorithm) + " " + std::string(recipe.credential) + credentials[0].reveal() +
            (scope.empty() ? "" : "/" + scope) + separator + "SignedHeaders=" + names + separator +
            "Signature=" + hex(hmac(Digest::sha256, key_of(recipe, credentials, day), to_sign)));
    return out;
}

} // namespace

Signature sign_sigv4(std::span<const Secret> credentials, const SigningParts& parts,
                     const SigningMoment& moment) {
    constexpr std::string_view names[] = {"host", "content-type", "content-length", "x-amz-*"};
    Recipe recipe;
    recipe.algorithm = "AWS4-HMAC-SHA256";
    recipe.secret_prefix = "AWS4";
    recipe.scope_end = "aws4_request";
    recipe.scope_words = 2;
    recipe.stamp = basic_date_time;
    recipe.day = basic_date;
    recipe.stamp_header = "X-Amz-Date";
    recipe.token_header = "X-Amz-Security-Token";
    recipe.names = names;
    recipe.encoded_twice = true;
    return sign_with(recipe, credentials, parts, moment);
}

Signature sign_tc3(std::span<const Secret> credentials, const SigningParts& parts,
                   const SigningMoment& moment) {
    constexpr std::string_view names[] = {"host", "content-type", "x-tc-action"};
    Recipe recipe;
    recipe.algorithm = "TC3-HMAC-SHA256";
    recipe.secret_prefix = "TC3";
    recipe.scope_end = "tc3_request";
    recipe.scope_words = 1;
    recipe.stamp = unix_seconds;
    recipe.day = date;
    recipe.stamp_header = "X-TC-Timestamp";
    recipe.token_header = "X-TC-Token";
    recipe.names = names;
    recipe.lower_values = true;
    return sign_with(recipe, credentials, parts, moment);
}

Signature sign_acs3(std::span<const Secret> credentials, const SigningParts& parts,
                    const SigningMoment& moment) {
    constexpr std::string_view names[] = {"host", "content-type", "x-acs-*"};
    Recipe recipe;
    recipe.algorithm = "ACS3-HMAC-SHA256";
    recipe.stamp = date_time;
    recipe.stamp_header = "x-acs-date";
    recipe.hash_header = "x-acs-content-sha256";
    recipe.nonce_header = "x-acs-signature-nonce";
    recipe.token_header = "x-acs-security-token";
    recipe.names = names;
    recipe.stamp_signed = false;
    recipe.separator = ",";
    return sign_with(recipe, credentials, parts, moment);
}

Signature sign_huawei(std::span<const Secret> credentials, const SigningParts& parts,
                      const SigningMoment& moment) {
    constexpr std::string_view names[] = {"x-sdk-date"};
    Recipe recipe;
    recipe.algorithm = "SDK-HMAC-SHA256";
    recipe.stamp = basic_date_time;
    recipe.stamp_header = "X-Sdk-Date";
    recipe.names = names;
    recipe.closing_slash = true;
    recipe.credential = "Access=";
    return sign_with(recipe, credentials, parts, moment);
}

Signature sign_volcengine(std::span<const Secret> credentials, const SigningParts& parts,
                          const SigningMoment& moment) {
    constexpr std::string_view names[] = {"host", "content-type", "x-date", "x-content-sha256",
                                          "x-security-token"};
    Recipe recipe;
    recipe.algorithm = "HMAC-SHA256";
    recipe.scope_end = "request";
    recipe.scope_words = 2;
    recipe.stamp = basic_date_time;
    recipe.day = basic_date;
    recipe.stamp_header = "X-Date";
    recipe.hash_header = "X-Content-Sha256";
    recipe.token_header = "X-Security-Token";
    recipe.names = names;
    return sign_with(recipe, credentials, parts, moment);
}

} // namespace ddns
