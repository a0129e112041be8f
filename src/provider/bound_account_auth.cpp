// SPDX-License-Identifier: MIT
#include "crypto/digest.h"
#include "http/url_text.h"
#include "provider/bound_account.h"
#include "util/version.h"

#include <fmt/format.h>

namespace ddns {

void BoundAccount::bind_auth(const ReadKeyFile& read) {
    if (problem_) return;
    const Bindings all = scope();
    auto bound = bind_credentials(definition_.auth, all, account_, base(all), read);
    if (bound)
        credentials_ = std::move(*bound);
    else
        problem_ = bound.error();
}

void BoundAccount::hold(Tokens tokens) {
    std::vector<Secret> leaving;
    if (!bearer_.empty()) leaving.push_back(std::move(bearer_));
    bearer_ = std::move(tokens.bearer);
    for (std::size_t i = 0; i < definition_.settings.size(); ++i) {
        if (!definition_.settings[i].login || !settings_[i]) continue;
        leaving.emplace_back(std::move(*settings_[i]));
        settings_[i].reset();
    }
    if (!leaving.empty()) former_ = std::move(leaving);
    for (auto& [setting, value] : tokens.values) settings_[setting] = std::move(value);
    hidden_.reset();
}

void BoundAccount::add_auth(const Bindings& scope, HttpRequest& out) const {
    const AuthSpec& auth = definition_.auth;
    const auto part = [&](std::size_t i) {
        if (i >= auth.arguments.size()) return std::string();
        return auth.arguments[i].text(scope, Position::header).value_or("");
    };
    // Whoever gives no credentials gets none invented.
    if (auth.scheme == AuthSpec::Scheme::basic && auth.arguments[0].text(scope, Position::header))
        out.headers.push_back({"Authorization", Secret("Basic " + base64(part(0) + ":" + part(1)))});
    if (auth.scheme == AuthSpec::Scheme::bearer)
        out.headers.push_back({"Authorization", Secret("Bearer " + part(0))});
    if (!bearer_.empty()) out.headers.push_back({"Authorization", Secret("Bearer " + bearer_.reveal())});
}

HttpRequest BoundAccount::plain_request(std::string method, const Secret& url) const {
    HttpRequest out;
    const std::string_view address = url.reveal();
    out.label = method + " " + std::string(address.substr(0, address.find("://") + 3)) +
                std::string(authority_of(address));
    out.method = std::move(method);
    out.url = url;
    out.headers.push_back({"User-Agent", Secret(fmt::format("ddns-reactor/{}", version()))});
    dress(out);
    return out;
}

void BoundAccount::dress(HttpRequest& request) const {
    request.ca = account_.ca;
    request.interface = account_.interface;
    request.timeout = account_.timeout;
}

} // namespace ddns
