// SPDX-License-Identifier: MIT
#include "config/load.h"
#include "config/values.h"
#include "import/draft.h"
#include "import/plain_text.h"
#include "util/text.h"

#include <algorithm>
#include <fmt/format.h>

namespace ddns {

namespace {

const SettingSpec* find_spec(const std::vector<SettingSpec>& specs, std::string_view name) {
    const auto found =
        std::find_if(specs.begin(), specs.end(), [&](const SettingSpec& spec) { return spec.name == name; });
    return found == specs.end() ? nullptr : &*found;
}

bool is_variable_name(std::string_view name) {
    return !name.empty() && name.size() <= 128 && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    });
}

/// A secret goes into a file, which may hold any text of one line.
bool is_one_line(std::string_view text) {
    return std::none_of(text.begin(), text.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte < 0x20 || byte == 0x7f;
    });
}

/// Why our loader would refuse the value, as a reason; "" = it would not.
std::string problem_of(const ImportedValue& value, const SettingSpec& spec) {
    const std::string& text = value.text.reveal();
    if (value.kind == ImportedValue::Kind::variable)
        return is_variable_name(text) ? "" : "a variable can only be the whole of a value";
    if (value.kind == ImportedValue::Kind::content && !spec.path) return "the provider here wants no file";
    if (value.kind != ImportedValue::Kind::text) return {};
    const bool fit = spec.secret ? is_one_line(text) : is_plain_text(text);
    if (!fit) return "a line break or another character is in it that cannot be carried over";
    const std::string wrong = wrong_value(spec, text);
    return wrong.empty() ? "" : "it " + wrong;
}

void lose(ImportedAccount& account, std::string what, std::string because) {
    account.notes.push_back({ImportNote::Kind::lost, account.place, std::move(what), std::move(because)});
}

bool is_absolute(std::string_view path) {
    return path.starts_with('/') || path.starts_with('\\') || path.substr(1, 1) == ":";
}

void say_where_paths_start(ImportedAccount& account, const ProviderInfo& info) {
    std::vector<std::string> names;
    if (!account.ca.empty() && !is_absolute(account.ca)) names.emplace_back("ca");
    for (const ImportedSetting& setting : account.settings) {
        const SettingSpec* spec = find_spec(info.settings, setting.name);
        if (spec && spec->path && setting.value.kind == ImportedValue::Kind::text &&
            !is_absolute(setting.value.text.reveal()))
            names.push_back(setting.name);
    }
    for (const std::string& name : names)
        account.notes.push_back({ImportNote::Kind::hint, account.place, name,
                                 "the path is relative, now to the folder of this file"});
}

void settle_settings(ImportedAccount& account, const ProviderInfo& info) {
    std::erase_if(account.settings, [&](ImportedSetting& setting) {
        const SettingSpec* spec = find_spec(info.settings, setting.name);
        std::string problem =
            spec ? problem_of(setting.value, *spec) : "the provider here has no such setting";
        setting.secret = !spec || spec->secret;
        if (problem.empty()) return setting.value.text.empty();
        // Without it the account would be another one.
        if (spec && account.off.empty())
            account.off = fmt::format("its {} cannot be carried over", spec->name);
        lose(account, setting.name, std::move(problem));
        return true;
    });
}

const ImportedSetting* find_setting(const ImportedAccount& account, std::string_view name) {
    for (const ImportedSetting& setting : account.settings)
        if (setting.name == name) return &setting;
    return nullptr;
}

/// The base address, wherever it stands. "" when it is only known in a variable.
std::string address_of(const ImportedAccount& account, const ProviderInfo& info) {
    if (const ImportedSetting* own = find_setting(account, "url"))
        return own->value.kind == ImportedValue::Kind::text ? own->value.text.reveal() : std::string();
    return account.url.empty() ? info.url : account.url;
}

void settle_url(ImportedAccount& account, const ProviderInfo& info) {
    const bool own = find_spec(info.settings, "url") != nullptr;
    if (own) account.url.clear();
    const std::string address = address_of(account, info);
    if (address.empty() || address == info.url) return;
    const auto url = parse_base_url(address, own ? UrlQuery::allowed : UrlQuery::refused);
    if (url && (own || is_plain_text(url->text))) return;
    lose(account, "url", url ? "it is not plain text" : "it " + url.error().what);
    account.url.clear();
    std::erase_if(account.settings, [](const ImportedSetting& setting) { return setting.name == "url"; });
}

void require_settings(ImportedAccount& account, const ProviderInfo& info, bool needs_url) {
    for (const SettingSpec& spec : info.settings)
        if (spec.required && spec.fallback.empty() && !find_setting(account, spec.name))
            account.missing.push_back(spec.name);
    if (needs_url && account.url.empty() && !find_spec(info.settings, "url"))
        account.missing.emplace_back("url");
    if (account.off.empty() && !account.missing.empty())
        account.off =
            fmt::format("it needs {}, which the original does not have", join(account.missing, " and "));
}

/// Credentials go in the clear only where the original says so already, or a person does.
void settle_encryption(ImportedAccount& account, const ProviderInfo& info) {
    const std::string address = address_of(account, info);
    const auto url = parse_base_url(address, UrlQuery::allowed);
    const bool own = address == info.url; // may have a placeholder in its host
    if (address.empty() || (!own && !url)) return;
    const bool encrypted = own ? !address.starts_with("http://") : url->encrypted;
    if (encrypted && account.unencrypted)
        lose(account, "without TLS", "requests to this provider are always encrypted");
    if (encrypted || (!own && url->loopback)) return;
    account.allow_http = true;
    if (account.unencrypted)
        account.notes.push_back({ImportNote::Kind::hint, account.place, "allow_http",
                                 "without TLS, as before: everybody on the way can read the credentials"});
    else if (account.off.empty())
        account.off = "its provider has no TLS, so that everybody on the way can read the credentials";
}

} // namespace

void settle_account(ImportedAccount& account, const ProviderInfo& info, bool needs_url) {
    settle_settings(account, info);
    settle_url(account, info);
    require_settings(account, info, needs_url);
    settle_encryption(account, info);
    for (std::string* text : {&account.ca, &account.interface})
        if (!is_plain_text(*text)) text->clear();
    say_where_paths_start(account, info);
    if (account.timeout)
        account.timeout =
            std::clamp<Duration>(*account.timeout, std::chrono::seconds(1), std::chrono::minutes(5));
}

Account account_as_loaded(const ImportedAccount& account) {
    Account out;
    out.name = account.name;
    out.provider = account.provider;
    out.url = account.url;
    out.ca = account.ca;
    out.interface = account.interface;
    out.allow_http = account.allow_http;
    out.timeout = account.timeout.value_or(out.timeout);
    for (const auto& [name, value, secret] : account.settings)
        out.settings[name] =
            value.kind == ImportedValue::Kind::text ? value.text : Secret(std::string(assumed_secret));
    return out;
}

} // namespace ddns
