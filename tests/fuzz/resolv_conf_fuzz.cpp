// SPDX-License-Identifier: MIT
#include "net/name_servers.h"

#include <cstdlib>

/// Whatever the file holds: addresses, at most one a line, that a file of their own gives again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace ddns;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const std::vector<IpAddress> servers = parse_resolv_conf(text);
    std::size_t lines = 1;
    for (const char c : text) lines += c == '\n' ? 1u : 0u;
    if (servers.size() > lines) std::abort();
    std::string written;
    for (const IpAddress& server : servers) written += "nameserver " + server.to_string() + "\n";
    if (parse_resolv_conf(written) != servers) std::abort();
    return 0;
}
