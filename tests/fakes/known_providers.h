// SPDX-License-Identifier: MIT
#pragma once

#include "config/load.h"

#include <algorithm>
#include <map>
#include <set>

namespace ddns::fakes {

/// A few providers with every trait that checking a configuration looks at.
inline const std::vector<ProviderInfo>& provider_infos() {
    static const std::vector<ProviderInfo> infos = [] {
        const auto setting = [](std::string name, bool secret, bool required) {
            SettingSpec spec;
            spec.name = std::move(name);
            spec.secret = secret;
            spec.required = required;
            return spec;
        };
        ProviderInfo cloudflare;
        cloudflare.name = "cloudflare";
        cloudflare.url = "https://api.cloudflare.com/client/v4";
        cloudflare.settings = {setting("token", true, true), setting("zone", false, false)};
        cloudflare.options = {setting("proxied", false, false), setting("comment", false, false)};
        cloudflare.several_values = true;
        ProviderInfo duckdns;
        duckdns.name = "duckdns";
        duckdns.url = "https://www.duckdns.org";
        duckdns.settings = {setting("token", true, true)};
        duckdns.domain_suffix = "duckdns.org";
        ProviderInfo dyndns2;
        dyndns2.name = "dyndns2";
        dyndns2.settings = {setting("username", false, true), setting("password", true, true)};
        ProviderInfo hosts;
        hosts.name = "hosts";
        hosts.settings = {setting("path", false, true)};
        hosts.settings[0].path = true;
        hosts.any_class_without_asking = true;
        hosts.several_values = true;
        ProviderInfo http;
        http.name = "http";
        http.settings = {setting("url", true, true), setting("method", false, false)};
        http.settings[1].fallback = "GET";
        ProviderInfo rfc2136;
        rfc2136.name = "rfc2136";
        rfc2136.settings = {setting("key", true, true), setting("server", false, false),
                            setting("zone", false, false)};
        return std::vector<ProviderInfo>{cloudflare, duckdns, dyndns2, hosts, http, rfc2136};
    }();
    return infos;
}

inline KnownProviders known_providers() {
    KnownProviders known;
    known.names = [] {
        std::vector<std::string> names;
        for (const ProviderInfo& info : provider_infos()) names.push_back(info.name);
        names.emplace_back("broken");
        return names;
    };
    known.find = [](std::string_view name) -> const ProviderInfo* {
        for (const ProviderInfo& info : provider_infos())
            if (info.name == name) return &info;
        return nullptr;
    };
    known.is_file = [](std::string_view name) { return name != "hosts" && name != "rfc2136"; };
    known.problems = [](std::string_view name) {
        std::vector<Diagnostic> problems;
        if (name == "broken") {
            problems.emplace_back();
            problems.back().file = "providers/broken.yaml";
            problems.back().line = 3;
            problems.back().column = 1;
            problems.back().message = "unknown key \"reqest\"";
        }
        return problems;
    };
    known.retired = [](std::string_view name) -> std::optional<std::string> {
        if (name != "oldname") return std::nullopt;
        return "OldName closed on 2020-02-02";
    };
    known.account_problems = [](const Account&) { return std::vector<SettingProblem>(); };
    known.wrong_name = [](const Account&, std::string_view) { return std::string(); };
    return known;
}

/// A path (or a text with paths) as these tests write them on every system.
inline std::string with_slashes(std::string path) {
    std::ranges::replace(path, '\\', '/');
    return path;
}

/// Files and variables that exist only here.
struct FakeConfigWorld {
    std::map<std::string, std::string> variables;
    std::map<std::string, std::string> files;
    std::set<std::string> open_to_others;

    /// Refers to this, which must outlive it.
    [[nodiscard]] ConfigWorld world() const {
        ConfigWorld out;
        out.environment = [this](const std::string& name) -> std::optional<std::string> {
            const auto found = variables.find(name);
            return found == variables.end() ? std::nullopt : std::optional(found->second);
        };
        out.read_file = [this](const std::string& native, std::size_t max_bytes) -> Result<std::string> {
            const std::string path = with_slashes(native);
            const auto found = files.find(path);
            if (found == files.end())
                return fail(ErrorKind::config, "cannot read " + path + ": No such file or directory");
            if (found->second.size() > max_bytes) return fail(ErrorKind::system, path + " is too large");
            return found->second;
        };
        out.readable_by_others = [this](const std::string& path) {
            return open_to_others.contains(with_slashes(path));
        };
        out.close_command = [](const std::string& path) { return "chmod 600 " + with_slashes(path); };
        out.unprotect = [](const std::string& base64) -> Result<std::string> {
            if (base64 != "AQAA") return fail(ErrorKind::config, "a ${dpapi:...} cannot be read");
            return std::string("unprotected");
        };
        out.state_folder = [] { return std::string("/var/lib/ddns-reactor"); };
        return out;
    }
};

} // namespace ddns::fakes
