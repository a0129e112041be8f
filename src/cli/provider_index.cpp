// SPDX-License-Identifier: MIT
#include "cli/provider_index.h"

#include "provider/definition.h"

#include <fmt/format.h>

namespace ddns {

namespace {

constexpr std::string_view none = "–";

/// Text in a cell.
std::string cell(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '|' || c == '[' || c == ']' || c == '<') out += '\\';
        out += c == '\n' ? ' ' : c;
    }
    return out;
}

std::string_view yes(bool truth) { return truth ? "yes" : none; }

std::string_view families(const ProviderInfo& info) {
    if (info.together) return "A and AAAA together";
    return info.a && info.aaaa ? "A, AAAA" : info.a ? "A" : "AAAA";
}

std::string ttl(const ProviderInfo& info, const ProviderDefinition* definition) {
    if (!info.ttl || !definition) return std::string(none);
    std::string out;
    for (const auto& [least, most] : definition->ttl) {
        if (!out.empty()) out += ", ";
        out += least == most ? fmt::format("{}", least) : fmt::format("{}-{}", least, most);
    }
    return out.empty() ? "any" : out;
}

std::string_view level(Confidence::Level level) {
    return level == Confidence::Level::high ? "high" : level == Confidence::Level::medium ? "medium" : "low";
}

std::string service(const ProviderInfo& info) {
    const std::string title = cell(info.title.empty() ? info.name : info.title);
    const bool link = info.docs.starts_with("http") && info.docs.find_first_of(" ()<>|") == std::string::npos;
    return link ? fmt::format("[{}]({})", title, info.docs) : title;
}

std::string row(const ProviderInfo& info, const ProviderDefinition* definition) {
    const std::string name = definition ? fmt::format("[{0}]({0}.yaml)", info.name) : info.name;
    const std::string batch = info.batch > 1 ? fmt::format("{}", info.batch) : std::string(none);
    const std::string confidence = definition ? fmt::format("{}, {}", level(definition->confidence.level),
                                                            definition->confidence.checked)
                                              : std::string(none);
    return fmt::format("| {} | {} | {} | {} | {} | {} | {} | {} |\n", name, service(info), families(info),
                       yes(info.several_values), batch, ttl(info, definition), yes(info.removal), confidence);
}

} // namespace

std::string provider_index(const ProviderCatalogue& catalogue) {
    std::string rows;
    std::size_t count = 0;
    for (const std::string& name : catalogue.names()) {
        const ProviderInfo* info = catalogue.find(name);
        if (!info) continue;
        rows += row(*info, catalogue.definition(name));
        ++count;
    }
    return fmt::format(
        "# The {} providers\n"
        "\n"
        "Made by `ddns-reactor providers index` from the files of this folder; `tools/check --fix` makes it "
        "anew.\n"
        "Several values: a name can have all addresses of a machine. Batch: names or records in one request. "
        "TTL: what is allowed, in seconds.\n"
        "Confidence: how sure the file is, and when it was last compared with the service's description, to "
        "which its name leads.\n"
        "\n"
        "| provider | service | families | several values | batch | TTL | removal | confidence |\n"
        "|---|---|---|---|---|---|---|---|\n"
        "{}",
        count, rows);
}

} // namespace ddns
