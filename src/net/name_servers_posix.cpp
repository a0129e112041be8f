// SPDX-License-Identifier: MIT
#include "net/name_servers.h"

#include "util/file.h"

namespace ddns {

std::vector<IpAddress> system_name_servers() {
    constexpr std::size_t longest = 64u << 10;
    const auto text = read_file("/etc/resolv.conf", longest);
    if (!text || !*text) return {};
    return parse_resolv_conf(**text);
}

} // namespace ddns
