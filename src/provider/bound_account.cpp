// SPDX-License-Identifier: MIT
#include "provider/bound_account.h"

#include "provider/zone_option.h"
#include "util/idn.h"
#include "util/text.h"
#include "util/version.h"

#include <algorithm>
#include <fmt/format.h>

namespace ddns {

namespace {

#ifdef _WIN32
constexpr std::string_view os_name = "Windows";
#else
constexpr std::string_view os_name = "Linux";
#endif
constexpr std::size_t longest_reply = 8u << 20; ///< a page of a large zone

std::string without_user(std::string_view url) {
    const std::size_t scheme = url.find("://");
    const std::size_t host = scheme == std::string_view::npos ? 0 : scheme + 3;
    const std::string_view authority = url.substr(host, url.find_first_of("/?#", host) - host);
    const std::size_t at = authority.rfind('@');
    return std::string(url.substr(0, host)) +
           std::string(at == std::string_view::npos ? authority : authority.substr(at + 1));
}

/// A name=value list from the members of an object.
std::string form_text(const Json& body) {
    std::string out;
    if (const auto* object = body.if_object()) {
        for (const auto& [name, value] : *object) {
            if (!out.empty()) out += '&';
            out += percent_encode(name) + "=" + percent_encode(value.scalar_text());
        }
    }
    return out;
}

bool has_header(const HttpRequest& request, std::string_view name) {
    return std::any_of(request.headers.begin(), request.headers.end(),
                       [&](const HttpHeader& header) { return equals_ignoring_case(header.name, name); });
}

bool token_characters(std::string_view name) {
    return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
               c == '_' || c == '.';
    });
}

/// One element a value; none where nothing stands in it, and no list where there is no element.
std::optional<Json> fill_values(const BodyNode& element, Bindings scope) {
    Json out;
    for (const std::string& ip : scope.ips) {
        const bool v6 = ip.find(':') != std::string::npos;
        scope.set(Var::ip, ip).set(v6 ? Var::ip6 : Var::ip4, ip);
        scope.values[static_cast<std::size_t>(v6 ? Var::ip4 : Var::ip6)].reset();
        auto value = fill_body(element, scope);
        const auto* members = value ? value->if_object() : nullptr;
        if (value && !(members && members->empty())) out.push_back(std::move(*value));
    }
    return out.is_null() ? std::nullopt : std::optional(std::move(out));
}

} // namespace

std::optional<Json> fill_body(const BodyNode& node, const Bindings& scope) {
    switch (node.kind) {
    case BodyNode::Kind::text:
        return node.text.json(scope);
    case BodyNode::Kind::literal:
        return node.literal;
    case BodyNode::Kind::each:
        return std::nullopt;
    case BodyNode::Kind::values:
        return fill_values(node.items.at(0), scope);
    case BodyNode::Kind::array: {
        Json out{Json::Array{}};
        for (const BodyNode& item : node.items)
            if (auto value = fill_body(item, scope)) out.push_back(std::move(*value));
        return out;
    }
    case BodyNode::Kind::object:
        break;
    }
    Json out{Json::Object{}};
    for (std::size_t i = 0; i < node.items.size(); ++i)
        if (auto value = fill_body(node.items[i], scope)) out.set(node.keys[i], std::move(*value));
    return out;
}

namespace {

/// A provider that takes the user's whole URL has it as a secret setting.
Account with_whole_url(Account account) {
    const auto url = account.settings.find("url");
    if (url != account.settings.end()) account.url = url->second.reveal();
    return account;
}

} // namespace

BoundAccount::BoundAccount(const ProviderDefinition& definition, Account account, const ReadKeyFile& read)
    : definition_(definition), account_(with_whole_url(std::move(account))) {
    for (const SettingTraits& trait : definition_.settings) {
        const auto given = account_.settings.find(trait.name);
        if (!trait.record && given != account_.settings.end())
            settings_.emplace_back(given->second.reveal());
        else
            settings_.push_back(trait.fallback);
    }
    for (const SettingSpec& spec : definition_.info.settings) bind_setting(spec);
    bind_user_templates();
    bind_base();
    bind_auth(read);
}

/// The configuration was checked; but what leads to a host is looked at where it is used, too.
void BoundAccount::bind_setting(const SettingSpec& spec) {
    const auto given = account_.settings.find(spec.name);
    if (given == account_.settings.end() || problem_) return;
    if (const std::string wrong = wrong_value(spec, given->second.reveal()); !wrong.empty())
        problem_ = Error{ErrorKind::config,
                         fmt::format("\"{}\" of the account {} {}", spec.name, account_.name, wrong)};
}

void BoundAccount::bind_base() {
    const auto note = [&](std::string what) {
        if (!problem_) problem_ = Error{ErrorKind::config, std::move(what)};
    };
    base_ = account_.url;
    if (base_.empty()) {
        if (definition_.url.uses(Var::type)) return;
        base_ = definition_.url.text(scope(), Position::plain).value_or("");
    }
    while (base_.ends_with('/')) base_.pop_back();
    if (base_.empty())
        note(fmt::format("the account {} needs a \"url\": {} has no address of its own", account_.name,
                         definition_.info.title));
}

std::string BoundAccount::base(const Bindings& scope) const {
    return base_.empty() ? definition_.url.text(scope, Position::plain).value_or("") : base_;
}

void BoundAccount::bind_user_templates() {
    // A user's template may name everything but another template, which could lead back to itself.
    std::vector<SettingTraits> allowed = definition_.settings;
    for (SettingTraits& trait : allowed)
        if (trait.templated) trait.name.clear();
    const auto note = [&](std::string_view what, const Error& error) {
        if (!problem_)
            problem_ = Error{ErrorKind::config, fmt::format("the {} of the account {} is wrong: {}", what,
                                                            account_.name, error.what)};
    };
    user_templates_.resize(definition_.settings.size());
    for (std::size_t i = 0; i < definition_.settings.size(); ++i) {
        if (!definition_.settings[i].templated || !settings_[i]) continue;
        auto parsed = Template::parse(*settings_[i], allowed);
        if (parsed)
            user_templates_[i] = std::move(*parsed);
        else
            note(definition_.settings[i].name, parsed.error());
    }
    if (!definition_.push || !definition_.push->request.whole_url) return;
    std::size_t at = 0;
    if (auto done = user_target_.parse_target(account_.url, allowed, &at); !done) note("url", done.error());
}

Bindings BoundAccount::scope() const {
    Bindings out;
    out.traits = definition_.settings;
    out.settings = settings_;
    out.user_templates = user_templates_;
    out.set(Var::version, version()).set(Var::os, os_name);
    return out;
}

std::optional<std::string> BoundAccount::target(const Call& call, const Bindings& scope) const {
    const RequestLine& line = call.request.whole_url ? user_target_ : call.request;
    const auto path = line.path.text(scope, Position::url);
    if (!path) return std::nullopt;
    std::string out = call.request.whole_url || line.absolute ? *path : base(scope) + *path;
    char separator = '?';
    for (const Template& parameter : line.query) {
        const auto text = parameter.text(scope, Position::url);
        if (!text) continue;
        out += separator;
        out += *text;
        separator = '&';
    }
    return out;
}

std::string BoundAccount::label(const Call& call, const Bindings& scope, const std::string& method) const {
    // A user's own URL may carry a token anywhere.
    if (call.request.whole_url) return method + " " + without_user(account_.url);
    const std::string path = call.request.path.redacted(scope, Position::url).value_or("");
    if (call.request.absolute) return method + " " + path;
    const std::string address = base(scope);
    const std::size_t scheme = address.find("://");
    const std::size_t host_end = address.find('/', scheme == std::string::npos ? 0 : scheme + 3);
    const std::string prefix = host_end == std::string::npos ? "" : address.substr(host_end);
    return method + " " + without_user(address) + prefix.substr(0, prefix.find_first_of("?#")) + path;
}

void BoundAccount::add_headers(const Call& call, const Bindings& scope, HttpRequest& out) const {
    const auto add = [&](const std::string& name, const Template& value) {
        if (!name.empty()) {
            if (const auto text = value.text(scope, Position::header))
                if (!has_header(out, name)) out.headers.push_back({name, Secret(*text)});
            return;
        }
        // Lines that a user wrote.
        const std::string lines = value.text(scope, Position::plain).value_or("");
        for (const std::string_view line : split(lines, '\n')) {
            const std::size_t colon = line.find(':');
            if (colon == std::string_view::npos || !token_characters(line.substr(0, colon))) continue;
            std::string text(trim(line.substr(colon + 1)));
            std::erase_if(text, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
            out.headers.push_back({std::string(line.substr(0, colon)), Secret(std::move(text))});
        }
    };
    for (const auto& [name, value] : call.headers) add(name, value);
    // What goes to another host is in the call itself.
    if (!call.request.absolute)
        for (const auto& [name, value] : definition_.headers) add(name, value);
    if (&call != definition_.auth.login.get()) add_auth(scope, out);
    if (!has_header(out, "User-Agent"))
        out.headers.push_back({"User-Agent", Secret(fmt::format("ddns-reactor/{}", version()))});
}

void BoundAccount::add_body(const Call& call, const Bindings& scope, const Json* batch_body,
                            HttpRequest& out) const {
    const std::optional<BodyNode> none;
    const std::optional<BodyNode>& common = call.request.absolute ? none : definition_.body;
    if (!call.body && !common) return;
    std::string type = "application/json";
    if (call.body && call.body->kind == BodyNode::Kind::text) {
        const bool xml = call.body->text.first() == '<';
        out.body = Secret(call.body->text.text(scope, xml ? Position::xml : Position::plain).value_or(""));
        type = xml ? "application/xml" : "text/plain; charset=utf-8";
    } else {
        Json tree{Json::Object{}};
        if (common) tree = fill_body(*common, scope).value_or(std::move(tree));
        if (call.body) {
            Json own = batch_body ? *batch_body : fill_body(*call.body, scope).value_or(Json());
            if (const auto* members = own.if_object(); members && tree.if_object())
                for (const auto& [key, value] : *members) tree.set(key, value);
            else
                tree = std::move(own);
        }
        out.body = Secret(call.request.form ? form_text(tree) : dump_json(tree));
        if (call.request.form) type = "application/x-www-form-urlencoded";
    }
    if (!out.body.empty() && !has_header(out, "Content-Type"))
        out.headers.push_back({"Content-Type", Secret(type)});
}

Result<HttpRequest> BoundAccount::request(const Call& call, const Bindings& scope,
                                          const Json* batch_body) const {
    if (problem_) return tl::unexpected(*problem_);
    HttpRequest out;
    const auto method = call.request.method.text(scope, Position::header);
    auto url = target(call, scope);
    if (!method || !url)
        return fail(ErrorKind::config,
                    fmt::format("the request for the account {} cannot be written: a setting that the URL "
                                "needs is missing",
                                account_.name));
    out.method = *method;
    out.label = label(call, scope, *method);
    out.url = Secret(std::move(*url));
    add_headers(call, scope, out);
    add_body(call, scope, batch_body, out);
    dress(out);
    if (call.items) out.max_reply = longest_reply;
    return out;
}

std::optional<std::string> BoundAccount::write_name(std::string_view fqdn, std::string_view zone_name) const {
    const NameForm& form = definition_.names;
    const auto below = [&](std::string_view parent) { return fqdn != parent && is_in_zone(fqdn, parent); };
    switch (form.kind) {
    case NameForm::Kind::full:
        break;
    case NameForm::Kind::full_dot:
        return std::string(fqdn) + ".";
    case NameForm::Kind::relative:
        if (fqdn == zone_name) return form.apex;
        if (below(zone_name)) return std::string(fqdn.substr(0, fqdn.size() - zone_name.size() - 1));
        break;
    case NameForm::Kind::under:
        if (below(form.suffix)) return std::string(fqdn.substr(0, fqdn.size() - form.suffix.size() - 1));
        break;
    }
    return std::string(fqdn);
}

std::string BoundAccount::read_name(std::string_view written, std::string_view zone_name) const {
    std::string name = to_lower(ascii_name_or_same(written));
    if (name.ends_with('.')) name.pop_back();
    if (name.starts_with("\\052.")) name.replace(0, 4, "*"); // Route 53 tells the star in octal
    if (definition_.names.kind != NameForm::Kind::relative || definition_.names.replies_full) return name;
    if (name == definition_.names.apex || name.empty()) return std::string(zone_name);
    return name + "." + std::string(zone_name);
}

std::optional<std::string> BoundAccount::ttl_text(const Change& change) const {
    if (!change.ttl || definition_.no_ttl) return std::nullopt;
    return std::to_string(definition_.fit_ttl(*change.ttl));
}

std::string BoundAccount::quotable(std::string_view foreign) const {
    if (!hidden_) hidden_ = secrets();
    return printable(trim(hidden_->masked(foreign.substr(0, 4096))));
}

HiddenWords BoundAccount::secrets() const {
    HiddenWords words;
    words.add(bearer_.reveal());
    for (const Secret& secret : former_) words.add(secret.reveal());
    for (std::size_t i = 0; i < settings_.size(); ++i) {
        if (!definition_.settings[i].secret || !settings_[i]) continue;
        words.add(*settings_[i]);
        if (definition_.settings[i].templated) words.add_words(*settings_[i]);
    }
    HttpRequest credentials;
    add_auth(scope(), credentials);
    for (const auto& header : credentials.headers) words.add_words(header.value.reveal());
    const auto url = account_.settings.find("url");
    if (url != account_.settings.end()) words.add_url(url->second.reveal());
    return words;
}

unsigned BoundAccount::parallel() const {
    return std::max(1u, account_.parallel.value_or(definition_.pace.at_once));
}

unsigned BoundAccount::group() const {
    const unsigned most = definition_.pace.in_one;
    return std::max(1u, std::min(most, account_.batch.value_or(most)));
}

} // namespace ddns
