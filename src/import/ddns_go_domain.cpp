// SPDX-License-Identifier: MIT
#include "import/ddns_go_domain.h"

#include "import/tables.h"
#include "util/text.h"

#include <algorithm>
#include <fmt/format.h>

namespace ddns {

namespace {

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

std::string decode_query(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool code = text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 &&
                          hex_digit(text[i + 2]) >= 0;
        if (code) {
            out += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
            i += 2;
        } else {
            out += text[i] == '+' ? ' ' : text[i];
        }
    }
    return out;
}

void read_parameters(std::string_view query, const ProviderRow& row, SectionName& name) {
    OriginalOptions options;
    for (const std::string_view pair : split(query, '&')) {
        const std::string_view key = pair.substr(0, pair.find('='));
        const std::string_view value = pair.substr(std::min(key.size() + 1, pair.size()));
        options.set(decode_query(key), decode_query(value), name.place);
    }
    for (const FieldTarget& field : field_targets(row.fields)) {
        if (!field.target.starts_with('+')) continue;
        if (std::string value = options.take_text(field.theirs); !value.empty())
            name.options.push_back(
                {std::string(field.target.substr(1)), std::move(value), std::string(field.theirs)});
    }
    name.notes = lost_options(options, ddns_go_reasons());
}

} // namespace

SectionName read_ddns_go_domain(std::string_view text, const ImportPlace& place, const ProviderRow& row) {
    SectionName name;
    name.place = place;
    text = trim(text);
    const std::string_view host = text.substr(0, text.find('?'));
    if (host.size() < text.size()) read_parameters(text.substr(host.size() + 1), row, name);
    const std::size_t colon = host.find(':');
    const std::string_view part = host.substr(0, colon);
    if (colon != std::string_view::npos) name.zone = host.substr(colon + 1);
    if (colon == std::string_view::npos)
        name.name = part;
    else
        name.name = part.empty() || part == "@" ? name.zone : fmt::format("{}.{}", part, name.zone);
    if (name.name.starts_with("@.")) name.name.erase(0, 2);
    return name;
}

} // namespace ddns
