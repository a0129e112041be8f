// SPDX-License-Identifier: MIT
#include "provider/auth/credentials.h"

#include "http/url_text.h"
#include "provider/auth/signing.h"
#include "util/text.h"

#include <algorithm>
#include <fmt/format.h>

namespace ddns {

namespace {

using Scheme = AuthSpec::Scheme;

/// How many arguments a scheme cannot do without.
std::size_t least_arguments(Scheme scheme) {
    switch (scheme) {
    case Scheme::sigv4:
    case Scheme::volcengine:
        return 4;
    case Scheme::tc3:
    case Scheme::ovh:
    case Scheme::edgegrid:
    case Scheme::oauth2:
    case Scheme::oauth2_password:
        return 3;
    case Scheme::google:
    case Scheme::transip:
        return 2;
    default:
        return signs(scheme) ? 2 : 0;
    }
}

bool is_address(std::string_view url) {
    return !authority_of(url).empty() && std::all_of(url.begin(), url.end(), [](char c) {
        return static_cast<unsigned char>(c) > 0x20 && static_cast<unsigned char>(c) < 0x7f && c != '@' &&
               c != '\\' && c != '#';
    });
}

bool is_private(std::string_view url, const Account& account) {
    return url.starts_with("https://") ||
           (url.starts_with("http://") && (account.allow_http || is_loopback_host(host_of(url))));
}

class Binder {
public:
    Binder(const AuthSpec& auth, const Bindings& scope, const Account& account, const std::string& base,
           const ReadKeyFile& read)
        : auth_(auth), scope_(scope), account_(account), base_(base), read_(read) {}

    Result<Credentials> run() {
        for (const Template& argument : auth_.arguments)
            out_.arguments.emplace_back(argument.text(scope_, Position::plain).value_or(""));
        for (std::size_t i = 0; i < least_arguments(auth_.scheme); ++i)
            if (out_.arguments[i].empty())
                return wrong("lacks a setting that its requests are proven with; see \"ddns-reactor "
                             "providers {}\"",
                             account_.provider);
        Result<void> done;
        if (auth_.scheme == Scheme::oauth2 || auth_.scheme == Scheme::oauth2_password)
            done = ask_at(out_.arguments[0].reveal());
        if (auth_.scheme == Scheme::google) done = bind_google();
        if (auth_.scheme == Scheme::transip) done = bind_transip();
        if (!done) return tl::unexpected(done.error());
        return std::move(out_);
    }

private:
    template <class... Arguments>
    [[nodiscard]] tl::unexpected<Error> wrong(fmt::format_string<Arguments...> text,
                                              Arguments&&... arguments) const {
        return fail(ErrorKind::config, fmt::format("the account {} {}", account_.name,
                                                   fmt::format(text, std::forward<Arguments>(arguments)...)));
    }

    /// `url` may be a path below the base.
    Result<void> ask_at(const std::string& url) {
        const std::string whole = url.starts_with('/') ? base_ + url : url;
        if (!is_address(whole)) return wrong("has a token address that is none");
        if (!is_private(whole, account_))
            return wrong("would send its credentials in the clear to {}; use https://",
                         std::string(authority_of(whole)));
        out_.token_host = authority_of(whole);
        out_.token_url = Secret(whole);
        return {};
    }

    Result<void> bind_google() {
        const std::string& path = out_.arguments[0].reveal();
        const auto content = read_(path);
        if (!content) return wrong("cannot be used: {}", content.error().what);
        auto parsed = parse_service_account(*content);
        if (!parsed) return wrong("cannot be used: the key file {} {}", path, parsed.error().what);
        const std::string host = to_lower(host_of(parsed->token_url));
        const bool googles = host.ends_with(".googleapis.com") || host == "googleapis.com";
        const bool own = !account_.url.empty() && equals_ignoring_case(host_and_port_of(account_.url),
                                                                       host_and_port_of(parsed->token_url));
        if (!googles && !own)
            return wrong("cannot be used: the key file {} asks for tokens at {}, which is neither Google "
                         "nor the account's url",
                         path, printable(host));
        out_.service_account = std::move(*parsed);
        return ask_at(out_.service_account->token_url);
    }

    Result<void> bind_transip() {
        const std::string& path = out_.arguments[1].reveal();
        const auto content = read_(path);
        if (!content) return wrong("cannot be used: {}", content.error().what);
        auto key = RsaKey::parse(*content);
        if (!key) return wrong("cannot be used: the key file {} {}", path, key.error().what);
        out_.key = std::move(*key);
        return ask_at("/auth");
    }

    const AuthSpec& auth_;
    const Bindings& scope_;
    const Account& account_;
    const std::string& base_;
    const ReadKeyFile& read_;
    Credentials out_;
};

} // namespace

Result<Credentials> bind_credentials(const AuthSpec& auth, const Bindings& scope, const Account& account,
                                     const std::string& base, const ReadKeyFile& read) {
    return Binder(auth, scope, account, base, read).run();
}

} // namespace ddns
