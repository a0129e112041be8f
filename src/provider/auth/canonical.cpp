// SPDX-License-Identifier: MIT
#include "provider/auth/canonical.h"

#include "util/text.h"

#include <algorithm>

namespace ddns {

std::string encode_path(std::string_view path) {
    std::string out;
    for (const std::string_view segment : split(path, '/')) {
        if (segment.data() != path.data()) out += '/';
        out += percent_encode(segment);
    }
    return out;
}

std::vector<std::pair<std::string, std::string>> decode_query(std::string_view query) {
    std::vector<std::pair<std::string, std::string>> out;
    for (const std::string_view part : split(query, '&')) {
        if (part.empty()) continue;
        const std::size_t equals = std::min(part.find('='), part.size());
        out.emplace_back(percent_decode(part.substr(0, equals)),
                         percent_decode(part.substr(std::min(equals + 1, part.size()))));
    }
    return out;
}

std::string canonical_query(std::span<const std::pair<std::string, std::string>> query) {
    std::vector<std::pair<std::string, std::string>> encoded;
    for (const auto& [name, value] : query) encoded.emplace_back(percent_encode(name), percent_encode(value));
    std::sort(encoded.begin(), encoded.end());
    std::string out;
    for (const auto& [name, value] : encoded) {
        if (!out.empty()) out += '&';
        out += name + "=" + value;
    }
    return out;
}

std::string canonical_query(std::string_view query) { return canonical_query(decode_query(query)); }

std::vector<std::pair<std::string, std::string>>
signed_headers(const SigningParts& parts, std::span<const HttpHeader> added, SignedNames wanted) {
    const auto is_wanted = [&](std::string_view name) {
        return std::any_of(wanted.begin(), wanted.end(), [&](std::string_view pattern) {
            return pattern.ends_with('*') ? name.starts_with(pattern.substr(0, pattern.size() - 1))
                                          : name == pattern;
        });
    };
    std::vector<std::pair<std::string, std::string>> out;
    const auto add = [&](std::string name, std::string_view value) {
        if (is_wanted(name)) out.emplace_back(std::move(name), value);
    };
    add("host", parts.host);
    for (const auto& [name, value] : parts.headers)
        if (name != "host") add(name, value);
    for (const HttpHeader& header : added) add(to_lower(header.name), header.value.reveal());
    std::sort(out.begin(), out.end());
    return out;
}

std::string joined_names(std::span<const std::pair<std::string, std::string>> headers) {
    std::string out;
    for (const auto& [name, value] : headers) {
        if (!out.empty()) out += ';';
        out += name;
    }
    return out;
}

} // namespace ddns
