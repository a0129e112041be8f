// SPDX-License-Identifier: MIT
#include "provider/link_header.h"

#include "util/text.h"

#include <algorithm>
#include <optional>

namespace ddns {

namespace {

struct Link {
    std::string_view target;
    std::string_view parameters;
};

/// The next link of a header, taken off its beginning. Commas may stand within <…> and within quotes.
std::optional<Link> take_link(std::string_view& rest) {
    const std::size_t open = rest.find('<');
    const std::size_t close = open == std::string_view::npos ? open : rest.find('>', open);
    if (close == std::string_view::npos) return std::nullopt;
    Link link{rest.substr(open + 1, close - open - 1), {}};
    std::size_t end = close + 1;
    for (bool quoted = false; end < rest.size() && (quoted || rest[end] != ','); ++end)
        if (rest[end] == '"') quoted = !quoted;
    link.parameters = rest.substr(close + 1, end - close - 1);
    rest = rest.substr(std::min(rest.size(), end + 1));
    return link;
}

bool is_next(std::string_view parameters) {
    for (const std::string_view part : split(parameters, ';')) {
        const std::string_view parameter = trim(part);
        const std::size_t equals = parameter.find('=');
        if (equals == std::string_view::npos ||
            !equals_ignoring_case(trim(parameter.substr(0, equals)), "rel"))
            continue;
        std::string_view value = trim(parameter.substr(equals + 1));
        if (value.size() >= 2 && value.front() == '"' && value.back() == '"')
            value = value.substr(1, value.size() - 2);
        for (const std::string_view relation : split(value, ' '))
            if (equals_ignoring_case(relation, "next")) return true;
    }
    return false;
}

/// "https://host:port" of an absolute URL.
std::string_view origin_of(std::string_view url) {
    const std::size_t scheme = url.find("://");
    if (scheme == std::string_view::npos) return {};
    return url.substr(0, url.find_first_of("/?#", scheme + 3));
}

} // namespace

Result<std::string> next_page(std::string_view link_header, std::string_view url) {
    const std::string_view origin = origin_of(url);
    while (const auto link = take_link(link_header)) {
        if (!is_next(link->parameters)) continue;
        const std::string_view target = link->target;
        if (target.starts_with('/') && !target.starts_with("//"))
            return std::string(origin) + std::string(target);
        const bool same = !origin.empty() && equals_ignoring_case(origin_of(target), origin);
        if (same) return std::string(origin) + std::string(target.substr(origin.size()));
        return fail(ErrorKind::bad_reply,
                    "the next page is said to be on another host, which is not followed");
    }
    return std::string();
}

} // namespace ddns
