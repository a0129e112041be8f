// SPDX-License-Identifier: MIT
#include "import/import.h"
#include "import/json_lines.h"
#include "import/plain_text.h"
#include "import/section.h"
#include "import/tables.h"
#include "util/json.h"
#include "util/text.h"

#include <algorithm>
#include <fmt/format.h>

namespace ddns {

namespace {

constexpr std::pair<std::string_view, std::string_view> ovh_servers[] = {
    {"", ""},
    {"ovh-eu", ""},
    {"ovh-ca", "https://ca.api.ovh.com/1.0"},
    {"ovh-us", "https://api.us.ovhcloud.com/1.0"},
    {"kimsufi-eu", "https://eu.api.kimsufi.com/1.0"},
    {"kimsufi-ca", "https://ca.api.kimsufi.com/1.0"},
    {"soyoustart-eu", "https://eu.api.soyoustart.com/1.0"},
    {"soyoustart-ca", "https://ca.api.soyoustart.com/1.0"},
};

/// Whether nothing in a regular expression has a meaning of its own.
bool is_plain_pattern(std::string_view pattern) {
    return !pattern.empty() && pattern.find_first_of("\\^$.|?*+()[]{},") == std::string_view::npos;
}

/// One of `settings`.
class SettingsReader {
public:
    SettingsReader(const Json::Object& object, std::size_t index, const std::map<std::string, int>& lines) {
        for (const auto& [name, value] : object) {
            const auto line = lines.find(fmt::format("/settings/{}/{}", index, name));
            const ImportPlace place{line == lines.end() ? 0 : line->second, ""};
            if (section_.account.place.line == 0) section_.account.place = place;
            add(to_lower(name), value, place);
        }
    }

    void read(Draft& draft) {
        section_.provider = options_.take_text("provider");
        const std::string mode = options_.peek("mode") ? options_.peek("mode")->value.text.reveal() : "";
        const bool api = section_.provider == "ovh" && mode == "api";
        section_.row = find_row(ddns_updater_providers(), api ? "ovh api" : section_.provider);
        read_names();
        read_types();
        if (section_.provider == "custom") read_custom();
        if (section_.row) carry_over(*section_.row, options_, section_.account, section_.record);
        if (api) read_ovh_server();
        for (ImportNote& note : lost_options(options_, ddns_updater_reasons()))
            section_.account.notes.push_back(std::move(note));
        add_section(draft, section_);
    }

private:
    void add(std::string name, const Json& value, const ImportPlace& place) {
        if (value.is_null()) return;
        if (value.if_object() || value.if_array())
            options_.set(
                {std::move(name), {ImportedValue::Kind::content, Secret(dump_json(value, 2))}, place});
        else
            options_.set(std::move(name), value.scalar_text(), place);
    }

    /// `domain` holds full names; older files have the domain there and the names within it in `owner` or
    /// `host`.
    void read_names() {
        const OriginalOption* given = options_.peek("domain");
        const ImportPlace place = given ? given->place : section_.account.place;
        const std::string domain = options_.take_text("domain");
        std::string owners = options_.take_text("owner");
        const std::string hosts = options_.take_text("host");
        if (owners.empty()) owners = hosts;
        const bool old = !owners.empty();
        for (const std::string_view part : split(old ? owners : domain, ',')) {
            std::string name(trim(part));
            if (old) name = name.empty() || name == "@" ? domain : fmt::format("{}.{}", name, domain);
            section_.names.push_back({std::move(name), place});
        }
        // Strato's user is the domain itself, which only the older files tell.
        if (section_.provider == "strato" && old) options_.set("zone", domain, place);
    }

    void read_types() {
        const std::string version = to_lower(options_.take_text("ip_version"));
        const OriginalOption* suffix = options_.peek("ipv6_suffix");
        AddressWay four, six;
        if (suffix && !suffix->value.text.empty())
            six.off = "the original puts another ending on its address (ipv6_suffix)";
        if (version != "ipv6") section_.ways.emplace_back(RecordType::A, four);
        if (version != "ipv4") section_.ways.emplace_back(RecordType::AAAA, six);
    }

    /// The address goes into a query parameter of its own name.
    void read_custom() {
        const ImportPlace& place = section_.account.place;
        std::string url = options_.take_text("url");
        for (const auto& [option, word] : {std::pair{"ipv4key", "ip4"}, std::pair{"ipv6key", "ip6"}})
            if (const std::string key = options_.take_text(option); !key.empty())
                url += fmt::format("{}{}={{{}}}", url.find('?') == std::string::npos ? '?' : '&', key, word);
        section_.account.unencrypted = url.starts_with("http://");
        options_.set("url", url, place);
        const OriginalOption* pattern = options_.peek("success_regex");
        if (!pattern || !is_plain_pattern(pattern->value.text.reveal())) return;
        options_.set("success", options_.take_text("success_regex"), place);
        section_.account.notes.push_back({ImportNote::Kind::hint, pattern->place, "success_regex",
                                          "the reply must begin with it, where the original looks for it "
                                          "anywhere"});
    }

    void read_ovh_server() {
        const OriginalOption* given = options_.peek("api_endpoint");
        const std::string name = options_.take_text("api_endpoint");
        for (const auto& [known, url] : ovh_servers)
            if (known == name) {
                section_.account.url = url;
                return;
            }
        section_.account.notes.push_back(
            {ImportNote::Kind::lost, given->place, "api_endpoint", "it is no name that is known here"});
    }

    OriginalOptions options_;
    Section section_;
};

tl::unexpected<Diagnostic> refuse(std::string message) {
    Diagnostic error;
    error.message = std::move(message);
    return tl::unexpected<Diagnostic>(std::move(error));
}

} // namespace

Imported<ImportedConfig> import_ddns_updater(std::string_view text, const KnownProviders& providers) {
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    const auto json = parse_json(text, max_import_bytes);
    if (!json) return refuse("it is no valid JSON: " + json.error().what);
    const Json* settings = json->find("settings");
    if (!settings || !settings->if_array())
        return refuse("it is no configuration of ddns-updater: there is no list \"settings\" in it");
    const auto lines = json_member_lines(text);
    Draft draft(providers);
    for (const auto& [name, value] : json->if_object() ? *json->if_object() : Json::Object{})
        if (name != "settings") {
            const auto line = lines.find("/" + name);
            draft.lose({line == lines.end() ? 0 : line->second, ""}, shown_name(name),
                       "it is not known here");
        }
    for (std::size_t i = 0; i < settings->if_array()->size(); ++i) {
        const Json& entry = (*settings->if_array())[i];
        if (const Json::Object* object = entry.if_object())
            SettingsReader(*object, i, lines).read(draft);
        else
            draft.lose({}, fmt::format("settings[{}]", i), "it is no object");
    }
    draft.hint({}, "ip_version",
               "without one, or with both in it, A and AAAA are kept, where the original keeps the one whose "
               "address it finds");
    draft.hint({}, "poll",
               "ddns-updater has its interval in the environment (PERIOD), so it is not known here");
    return std::move(draft).finish();
}

} // namespace ddns
