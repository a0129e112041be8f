// SPDX-License-Identifier: MIT
#include "config/check.h"

#include "config/values.h"

#include <algorithm>
#include <fmt/format.h>
#include <limits>

namespace ddns {

namespace {

/// The provider that an account names, or nullptr after a report.
const ProviderInfo* find_provider(Checking& c, Fields& fields) {
    const auto name = fields.text("provider");
    const Field field = fields.peek("provider");
    if (!field) fields.missing("provider", "\"ddns-reactor providers\" lists them");
    if (!name) return nullptr;
    const ProviderInfo* info = c.providers.find(*name);
    c.report.show(field.value->mark);
    if (info) return info;
    const auto problems = c.providers.problems(*name);
    if (!problems.empty()) {
        fields.error(field, fmt::format("the file of provider {} has errors", quoted(field.value->text)));
        c.report.include(problems);
        return nullptr;
    }
    if (const auto gone = c.providers.retired(*name)) {
        fields.error(field, fmt::format("there is no provider {} any more: {}", quoted(*name), *gone));
        return nullptr;
    }
    std::string advice = hint(*name, c.providers.names());
    if (advice.empty()) advice = "; \"ddns-reactor providers\" lists them";
    fields.error(field, fmt::format("unknown provider {}{}", quoted(field.value->text), advice));
    return nullptr;
}

void check_http(Fields& fields, const Field& field, const BaseUrl& url, bool allow_http) {
    if (!url.encrypted && !url.loopback && !allow_http)
        fields.error(field,
                     "\"url\" is http://, which sends the credentials in the clear; use https://, or say "
                     "allow_http: true");
}

/// `url:` replaces the provider's base address, or is a setting of its own where the provider has one.
void check_url(Checking& c, Fields& fields, const ProviderInfo& info, Account& account) {
    const bool own = std::any_of(info.settings.begin(), info.settings.end(),
                                 [](const SettingSpec& spec) { return spec.name == "url"; });
    const auto text = fields.text("url");
    const Field field = fields.peek("url");
    if (!field) {
        if (!own && info.url.empty() && c.providers.is_file(info.name))
            fields.missing("url", fmt::format("provider {} has no address of its own", info.name));
        if (info.url.starts_with("http://") && !account.allow_http)
            fields.error(fields.peek("provider"),
                         fmt::format("provider {} has no https://, so credentials go in the clear; say "
                                     "allow_http: true if you want that",
                                     info.name));
        return;
    }
    if (!text) return;
    const auto url = parse_base_url(*text, own ? UrlQuery::allowed : UrlQuery::refused);
    if (!url) {
        fields.error(field, fmt::format("\"url\" {}", url.error().what));
        return;
    }
    if (!own && url->text == field.value->text) c.report.show(field.value->mark);
    check_http(fields, field, *url, account.allow_http);
    if (own)
        account.settings["url"] = Secret(*text);
    else
        account.url = url->text;
}

void check_setting(Checking& c, Fields& fields, const SettingSpec& spec, Account& account) {
    if (spec.name == "url") {
        if (spec.required && !fields.has("url"))
            fields.missing("url", spec.help.empty() ? "the provider asks for it" : spec.help);
        return;
    }
    auto value = fields.secret(spec.name, spec.lines ? Lines::several : Lines::one);
    const Field field = fields.peek(spec.name);
    if (!field) {
        if (!spec.fallback.empty())
            account.settings[spec.name] =
                Secret(spec.path ? c.secrets.anchored(spec.fallback) : spec.fallback);
        else if (spec.required)
            fields.missing(spec.name, spec.help.empty() ? "the provider asks for it" : spec.help);
        return;
    }
    if (!value) return;
    if (value->text.empty() && spec.required) {
        c.report.error(field.key->mark, fmt::format("\"{}\" is empty; the provider needs it", spec.name));
        return;
    }
    if (const std::string wrong = wrong_value(spec, value->text); !wrong.empty())
        fields.error(field, fmt::format("\"{}\" {}", spec.name, wrong));
    if (spec.secret && !value->has_reference && !value->text.empty() && !c.literal_secret)
        c.literal_secret = field.key->mark;
    account.settings[spec.name] =
        Secret(spec.path ? c.secrets.anchored(value->text) : std::move(value->text));
}

void check_as_a_whole(Checking& c, Fields& fields, const Account& account) {
    for (const SettingProblem& problem : c.providers.account_problems(account)) {
        const Field field = fields.peek(problem.setting);
        if (!field) continue;
        std::string message = fmt::format("\"{}\" {}", problem.setting, problem.what);
        if (problem.warning)
            c.report.warning(field.value->mark, std::move(message));
        else
            fields.error(field, std::move(message));
    }
}

void check_common(Checking& c, Fields& fields, Account& account) {
    account.allow_http = fields.truth("allow_http").value_or(false);
    if (const auto ca = fields.text("ca")) {
        account.ca = c.secrets.anchored(*ca);
        c.secrets.check_certificates(account.ca, fields.peek("ca").value->mark);
    }
    account.interface = fields.text("interface").value_or("");
    if (const auto n = fields.number("parallel", 1, 256)) account.parallel = static_cast<unsigned>(*n);
    if (const auto n = fields.number("batch", 1, 10'000)) account.batch = static_cast<unsigned>(*n);
    account.timeout = fields.duration("timeout", std::chrono::seconds(1), std::chrono::minutes(5))
                          .value_or(account.timeout);
}

/// What a name of an account or an uplink may be; else it is reported.
bool check_name(Checking& c, const Node& key, std::string_view what) {
    if (key.is_scalar() && is_plain_name(key.text)) {
        c.report.show(key.mark);
        return true;
    }
    c.report.error(key.mark,
                   fmt::format("the name of {} may hold letters, digits, \"-\", \"_\" and \".\" only", what));
    return false;
}

/// Whether the map of names can be walked; a wrong kind and names given twice are reported.
bool check_names(Checking& c, const Field& field, std::string_view what) {
    if (!field) return false;
    const Fields names(c.report, *field.value, fmt::format("\"{}\"", what), field.key->mark);
    return names.good();
}

std::optional<Probe> check_probe(Checking& c, const Field& field) {
    if (!field) return std::nullopt;
    Fields fields(c.report, *field.value, "\"probe\"", field.key->mark);
    if (!fields.good()) return std::nullopt;
    Probe probe;
    const auto text = fields.text("url");
    if (!fields.has("url")) fields.missing("url", "for example: { url: \"https://www.example.com/\" }");
    if (text) {
        const auto url = parse_base_url(*text, UrlQuery::allowed);
        if (url)
            probe.url = url->text;
        else
            fields.error(fields.peek("url"), fmt::format("\"url\" {}", url.error().what));
    }
    probe.every =
        fields.duration("every", std::chrono::seconds(1), std::chrono::hours(24)).value_or(probe.every);
    const auto count = [&](std::string_view key, unsigned fallback) {
        return static_cast<unsigned>(fields.number(key, 1, 1000).value_or(fallback));
    };
    probe.down_after = count("down_after", probe.down_after);
    probe.up_after = count("up_after", probe.up_after);
    fields.finish();
    return probe;
}

void check_uplink(Checking& c, const Node& key, const Node& value) {
    if (!check_name(c, key, "an uplink")) return;
    if (key.text == "best" || key.text == "all") {
        c.report.error(key.mark,
                       fmt::format("an uplink cannot be called \"{}\", which means something else in "
                                   "\"address:\"",
                                   key.text));
        return;
    }
    Fields fields(c.report, value, fmt::format("uplink \"{}\"", key.text), key.mark);
    Uplink uplink{key.text, fields.text("interface").value_or(""), std::nullopt, std::nullopt};
    if (!fields.has("interface")) fields.missing("interface", "for example: { interface: eth0 }");
    if (const auto metric = fields.number("metric", 0, std::numeric_limits<std::uint32_t>::max()))
        uplink.metric = static_cast<std::uint32_t>(*metric);
    uplink.probe = check_probe(c, fields.take("probe"));
    if (const Field own = fields.take("detect")) {
        DetectSettings settings = c.config.detect;
        check_detect(c, own, settings);
        c.config.detect_through.insert_or_assign(uplink.interface, std::move(settings));
    }
    for (const Uplink& other : c.config.uplinks)
        if (!uplink.interface.empty() && other.interface == uplink.interface)
            fields.error(fields.peek("interface"), fmt::format("interface {} is uplink \"{}\" already",
                                                               quoted(uplink.interface), other.name));
    fields.finish();
    c.config.uplinks.push_back(std::move(uplink));
}

} // namespace

void check_account(Checking& c, Fields& fields, const std::string& name) {
    Account account;
    account.name = name;
    const ProviderInfo* info = find_provider(c, fields);
    check_common(c, fields, account);
    if (info) {
        account.provider = info->name;
        account.together = info->together;
        account.apart = info->apart;
        account.again = info->again;
        if (account.name.empty()) account.name = info->name;
        check_url(c, fields, *info, account);
        for (const SettingSpec& spec : info->settings) check_setting(c, fields, spec, account);
        check_as_a_whole(c, fields, account);
    } else {
        fields.ignore_rest();
    }
    c.account_index.emplace(account.name, c.config.accounts.size());
    c.accounts.push_back({info, fields.place(), false});
    c.config.accounts.push_back(std::move(account));
}

void check_accounts(Checking& c, const Field& field) {
    if (!check_names(c, field, "accounts")) return;
    const std::vector<Node>& pairs = field.value->children;
    if (pairs.empty()) c.report.error(field.value->mark, "there is no account; name at least one");
    for (std::size_t i = 0; i + 1 < pairs.size(); i += 2) {
        const Node& key = pairs[i];
        if (!check_name(c, key, "an account") || c.account_index.contains(key.text)) continue;
        Fields fields(c.report, pairs[i + 1], fmt::format("account \"{}\"", key.text), key.mark, &c.secrets);
        if (fields.good()) {
            check_account(c, fields, key.text);
            fields.finish();
        } else {
            c.account_index.emplace(key.text, c.config.accounts.size());
            c.accounts.push_back({nullptr, key.mark, true});
            c.config.accounts.emplace_back().name = key.text;
        }
    }
}

void check_uplinks(Checking& c, const Field& field) {
    if (!check_names(c, field, "uplinks")) return;
    const std::vector<Node>& pairs = field.value->children;
    for (std::size_t i = 0; i + 1 < pairs.size(); i += 2) check_uplink(c, pairs[i], pairs[i + 1]);
}

} // namespace ddns
