// SPDX-License-Identifier: MIT
#include "import/import.h"

#include "util/text.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace ddns {

namespace {

constexpr std::array<std::pair<ImportFormat, std::string_view>, 4> formats{
    {{ImportFormat::ddns_go, "ddns-go"},
     {ImportFormat::inadyn, "inadyn"},
     {ImportFormat::ddclient, "ddclient"},
     {ImportFormat::ddns_updater, "ddns-updater"}}};

/// `provider NAME {`, `custom NAME {`
bool opens_inadyn_section(std::string_view line) {
    const bool section = line.starts_with("provider ") || line.starts_with("custom ") ||
                         line.starts_with("provider\t") || line.starts_with("custom\t");
    return section && line.find('=') == std::string_view::npos;
}

/// `key=value` without a blank before the `=`, with a key that only ddclient has.
bool is_ddclient_line(std::string_view line) {
    for (const std::string_view key :
         {"protocol=", "use=", "usev4=", "usev6=", "login=", "server=", "daemon=", "syslog="})
        if (line.starts_with(key)) return true;
    return false;
}

bool is_ddns_go_line(std::string_view line) {
    return line.starts_with("dnsconf:") || line == "ipv4:" || line == "ipv6:" || line == "dns:";
}

} // namespace

std::string_view to_string(ImportFormat format) {
    for (const auto& [known, name] : formats)
        if (known == format) return name;
    return {};
}

std::optional<ImportFormat> parse_import_format(std::string_view word) {
    for (const auto& [format, name] : formats)
        if (name == word) return format;
    return std::nullopt;
}

std::optional<ImportFormat> recognise(std::string_view text) {
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    if (trim(text).starts_with('{'))
        return text.find("\"settings\"") != std::string_view::npos ? std::optional(ImportFormat::ddns_updater)
                                                                   : std::nullopt;
    std::array<bool, 3> found{};
    for (const std::string_view raw : split(text, '\n')) {
        const std::string_view line = trim(raw);
        // Keys of ddns-go at the start of a line only: below another one they may mean anything.
        found[0] = found[0] || (is_ddns_go_line(line) && raw.starts_with(line.front()));
        found[1] = found[1] || opens_inadyn_section(line);
        found[2] = found[2] || is_ddclient_line(line);
    }
    if (std::count(found.begin(), found.end(), true) != 1) return std::nullopt;
    return found[0] ? ImportFormat::ddns_go : found[1] ? ImportFormat::inadyn : ImportFormat::ddclient;
}

Imported<ImportedConfig> import_config(ImportFormat format, std::string_view text,
                                       const KnownProviders& providers, const IncludeReader& include) {
    if (text.size() > max_import_bytes) {
        Diagnostic error;
        error.message = fmt::format("it is larger than {} bytes; is it the right file?", max_import_bytes);
        return tl::unexpected<Diagnostic>(std::move(error));
    }
    switch (format) {
    case ImportFormat::ddns_go:
        return import_ddns_go(text, providers);
    case ImportFormat::inadyn:
        return import_inadyn(text, providers, include);
    case ImportFormat::ddclient:
        return import_ddclient(text, providers);
    case ImportFormat::ddns_updater:
        return import_ddns_updater(text, providers);
    }
    return ImportedConfig{};
}

} // namespace ddns
