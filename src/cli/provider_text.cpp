// SPDX-License-Identifier: MIT
#include "cli/provider_text.h"

#include "util/text.h"

#include <algorithm>
#include <fmt/format.h>

namespace ddns {

namespace {

constexpr std::size_t help_column = 40;

std::string required_settings(const ProviderEntry& entry) {
    std::vector<std::string> names;
    if (entry.needs_url) names.emplace_back("url");
    for (const SettingSpec& setting : entry.info->settings)
        if (setting.required) names.push_back(setting.name);
    return join(names, ", ");
}

std::string example_value(const SettingSpec& setting) {
    std::string name = setting.name;
    std::transform(name.begin(), name.end(), name.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    if (!setting.fallback.empty()) return fmt::format("\"{}\"", printable(setting.fallback));
    if (setting.secret) return fmt::format("\"${{env:{}}}\"", name);
    if (setting.path) return "./" + setting.name;
    return name;
}

/// `    token: "${env:TOKEN}"              # help`, with the optional ones commented out.
std::string setting_line(const SettingSpec& setting) {
    std::string line =
        fmt::format("    {}{}: {}", setting.required ? "" : "# ", setting.name, example_value(setting));
    if (setting.help.empty()) return line + '\n';
    line.append(line.size() < help_column ? help_column - line.size() : 1, ' ');
    return line + "# " + printable(setting.help, 200) + '\n';
}

/// What is needed first, each group in the provider's own order.
std::string setting_lines(const std::vector<SettingSpec>& settings) {
    std::string needed, optional;
    for (const SettingSpec& setting : settings)
        (setting.required ? needed : optional) += setting_line(setting);
    return needed + optional;
}

} // namespace

std::string provider_table(std::span<const ProviderEntry> providers) {
    std::size_t name_width = 0, title_width = 0;
    for (const ProviderEntry& entry : providers) {
        name_width = std::max(name_width, entry.info->name.size());
        title_width = std::max(title_width, entry.info->title.size());
    }
    std::string out;
    for (const ProviderEntry& entry : providers) {
        const std::string line = fmt::format("{:<{}}  {:<{}}  {}", entry.info->name, name_width,
                                             entry.info->title, title_width, required_settings(entry));
        out += line.substr(0, line.find_last_not_of(' ') + 1) + '\n';
    }
    return out;
}

std::string provider_snippet(const ProviderEntry& entry) {
    const ProviderInfo& provider = *entry.info;
    std::string out = fmt::format("# {}\n", provider.title.empty() ? provider.name : provider.title);
    if (!provider.docs.empty()) out += fmt::format("# {}\n", provider.docs);
    out += fmt::format("accounts:\n  {0}:\n    provider: {0}\n", provider.name);
    if (entry.needs_url) out += "    url: https://dns.example.com\n";
    if (!provider.url.empty()) out += fmt::format("    # url: {}\n", provider.url);
    out += setting_lines(provider.settings);
    out +=
        fmt::format("records:\n  - name: home.{}\n    account: {}\n",
                    provider.domain_suffix.empty() ? "example.com" : provider.domain_suffix, provider.name);
    if (provider.several_values) out += "    # address: all\n";
    return out + setting_lines(provider.options);
}

} // namespace ddns
