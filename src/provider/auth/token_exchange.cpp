// SPDX-License-Identifier: MIT
#include "provider/auth/token_exchange.h"

#include "crypto/digest.h"
#include "provider/reply_rules.h"
#include "provider/reply_sentence.h"
#include "util/text.h"
#include "util/version.h"

#include <algorithm>
#include <fmt/format.h>

namespace ddns {

namespace {

using Scheme = AuthSpec::Scheme;

/// How long a TransIP token shall live; it has no reason to live longer than it is used.
constexpr Duration transip_lifetime = std::chrono::minutes(30);

Secret form(std::initializer_list<std::pair<std::string_view, std::string_view>> parameters) {
    std::size_t size = 0;
    for (const auto& [name, value] : parameters) size += name.size() + 3 * value.size() + 2;
    std::string out;
    out.reserve(size); // so that the secrets are written to one place
    for (const auto& [name, value] : parameters) {
        if (value.empty()) continue;
        if (!out.empty()) out += '&';
        out += name;
        out += '=';
        out += percent_encode(value);
    }
    return Secret(std::move(out));
}

Result<void> fill(HttpRequest& out, const BoundAccount& bound, const SigningMoment& moment) {
    const Credentials& own = bound.credentials();
    const auto argument = [&](std::size_t i) {
        return i < own.arguments.size() ? std::string_view(own.arguments[i].reveal()) : std::string_view();
    };
    switch (bound.definition().auth.scheme) {
    case Scheme::oauth2: // RFC 6749, section 4.4
        out.body = form({{"grant_type", "client_credentials"},
                         {"client_id", argument(1)},
                         {"client_secret", argument(2)},
                         {"scope", argument(3)}});
        return {};
    case Scheme::oauth2_password: // RFC 6749, section 4.3
        out.body = form({{"grant_type", "password"}, {"username", argument(1)}, {"password", argument(2)}});
        return {};
    case Scheme::google: {
        const auto assertion = assertion_of(*own.service_account, argument(1), moment.time);
        if (!assertion) return tl::unexpected(assertion.error());
        out.body = form({{"grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"},
                         {"assertion", assertion->reveal()}});
        return {};
    }
    default:
        break;
    }
    // https://api.transip.nl/rest/docs.html#header-authentication. A token that is not global works from
    // the addresses of a list only, and this program is for those whose address changes.
    Json body{Json::Object{}};
    body.set("login", argument(0));
    body.set("nonce", moment.nonce);
    body.set("read_only", false);
    body.set("expiration_time", "30 minutes");
    body.set("label", "ddns-reactor " + moment.nonce);
    body.set("global_key", true);
    out.body = Secret(dump_json(body));
    const auto signature = own.key->sign(Digest::sha512, out.body.reveal());
    if (!signature) return tl::unexpected(signature.error());
    out.headers.push_back({"Signature", Secret(base64(*signature))});
    return {};
}

std::string member_text(const Json* tree, std::initializer_list<std::string_view> names) {
    if (!tree) return {};
    for (const std::string_view name : names)
        if (const Json* value = tree->find(name))
            if (std::string text = value->scalar_text(); !text.empty()) return text;
    return {};
}

Error refused(const BoundAccount& bound, const Verdict& verdict, const ReplyView& view) {
    return {verdict.means.error, "could not log in: " + tell(bound, verdict, view), verdict.wait};
}

Result<TokenReply> read_by_scheme(const BoundAccount& bound, const ReplyView& view) {
    const int status = view.reply().status;
    TokenReply out;
    out.tokens.bearer = Secret(member_text(view.json(), {"access_token", "accessToken", "token"}));
    if (status / 100 == 2 && !out.tokens.bearer.empty()) {
        const auto seconds = parse_unsigned(member_text(view.json(), {"expires_in", "expiresIn"}));
        constexpr std::uint64_t year = 366u * 86400;
        if (seconds) out.lifetime = std::chrono::seconds(std::min(*seconds, year));
        if (bound.definition().auth.scheme == Scheme::transip) out.lifetime = transip_lifetime;
        return out;
    }
    Verdict verdict = judge({}, {}, view, view.body(), bound.scope());
    // RFC 6749, section 5.2: whatever is wrong with what was sent, the credentials first of all, is a 400.
    if (status == 400) verdict.means.error = ErrorKind::auth;
    return tl::unexpected(refused(bound, verdict, view));
}

/// Cookies as a Cookie header has them (RFC 6265, section 4.2.1).
std::string cookies_of(const HttpReply& reply) {
    std::string out;
    for (const auto& [name, value] : reply.headers) {
        if (name != "set-cookie") continue;
        const std::string_view pair = trim(std::string_view(value).substr(0, value.find(';')));
        if (pair.empty()) continue;
        if (!out.empty()) out += "; ";
        out += pair;
    }
    return out;
}

std::string read_value(const std::string& at, const ReplyView& view) {
    if (at == "set-cookie") return cookies_of(view.reply());
    if (!at.starts_with('/')) return std::string(view.reply().header(at));
    const Json* value = view.json() ? view.json()->at(at) : nullptr;
    return value ? value->scalar_text() : std::string();
}

Result<TokenReply> read_login(const BoundAccount& bound, const ReplyView& view) {
    const ProviderDefinition& definition = bound.definition();
    const Call& login = *definition.auth.login;
    Verdict verdict = judge(login.replies, definition.replies, view, view.body(), bound.scope());
    const bool good =
        verdict.means.kind == Meaning::Kind::done || verdict.means.kind == Meaning::Kind::unchanged;
    if (!good) {
        // There is no record yet that could be at fault.
        if (verdict.means.kind == Meaning::Kind::failed && verdict.means.error == ErrorKind::rejected)
            verdict.means.error = ErrorKind::auth;
        return tl::unexpected(refused(bound, verdict, view));
    }
    TokenReply out;
    for (const auto& member : login.each) {
        const std::string& name = member.first;
        const std::string& at = member.second;
        const auto setting = std::find_if(definition.settings.begin(), definition.settings.end(),
                                          [&](const SettingTraits& s) { return s.login && s.name == name; });
        std::string value = read_value(at, view);
        if (setting == definition.settings.end() || value.empty())
            return fail(ErrorKind::bad_reply,
                        fmt::format("could not log in: there is no {} in the answer of {} (status {})", at,
                                    definition.info.title, view.reply().status));
        out.tokens.values.emplace_back(static_cast<std::size_t>(setting - definition.settings.begin()),
                                       std::move(value));
    }
    return out;
}

} // namespace

bool needs_token(Scheme scheme) {
    return scheme == Scheme::login || scheme == Scheme::oauth2 || scheme == Scheme::oauth2_password ||
           scheme == Scheme::google || scheme == Scheme::transip;
}

Result<Secret> assertion_of(const ServiceAccount& account, std::string_view scope, WallTime now) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
    Json header{Json::Object{}};
    header.set("alg", "RS256");
    header.set("typ", "JWT");
    if (!account.key_id.empty()) header.set("kid", account.key_id);
    Json claims{Json::Object{}};
    claims.set("iss", account.email);
    claims.set("scope", scope);
    claims.set("aud", account.token_url);
    claims.set("iat", static_cast<std::int64_t>(seconds));
    claims.set("exp", static_cast<std::int64_t>(seconds + 3600));
    const std::string text = base64url(dump_json(header)) + "." + base64url(dump_json(claims));
    const auto signature = account.key.sign(Digest::sha256, text);
    if (!signature) return tl::unexpected(signature.error());
    return Secret(text + "." + base64url(*signature));
}

Result<HttpRequest> token_request(const BoundAccount& bound, const SigningMoment& moment) {
    const AuthSpec& auth = bound.definition().auth;
    if (auth.scheme == Scheme::login) return bound.request(*auth.login, bound.scope());
    if (bound.problem()) return tl::unexpected(*bound.problem());
    HttpRequest out = bound.plain_request("POST", bound.credentials().token_url);
    if (auto done = fill(out, bound, moment); !done) return tl::unexpected(done.error());
    const bool json = auth.scheme == Scheme::transip;
    out.headers.push_back(
        {"Content-Type", Secret(json ? "application/json" : "application/x-www-form-urlencoded")});
    return out;
}

Result<TokenReply> read_token_reply(const BoundAccount& bound, const HttpReply& reply) {
    const ReplyView view(reply);
    return bound.definition().auth.scheme == Scheme::login ? read_login(bound, view)
                                                           : read_by_scheme(bound, view);
}

} // namespace ddns
