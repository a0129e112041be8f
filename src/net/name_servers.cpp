// SPDX-License-Identifier: MIT
#include "net/name_servers.h"

#include "util/text.h"

namespace ddns {

std::vector<IpAddress> parse_resolv_conf(std::string_view text) {
    constexpr std::string_view keyword = "nameserver";
    std::vector<IpAddress> servers;
    for (const std::string_view line : split(text, '\n')) {
        const std::string_view words = trim(line);
        if (!words.starts_with(keyword) || words.size() == keyword.size()) continue;
        const std::string_view rest = words.substr(keyword.size());
        if (rest[0] != ' ' && rest[0] != '\t') continue;
        const std::string_view value = trim(rest);
        if (const auto address = IpAddress::parse(value.substr(0, value.find_first_of(" \t#;"))))
            servers.push_back(*address);
    }
    return servers;
}

} // namespace ddns
