// SPDX-License-Identifier: MIT
#include "service/file_rights.h"

#include <algorithm>

namespace ddns {

namespace {

/// Entries may name rights in general (GENERIC_MAPPING of files).
std::uint32_t specific(std::uint32_t rights) {
    constexpr std::uint32_t generic_read = 0x80000000, generic_write = 0x40000000,
                            generic_execute = 0x20000000, generic_all = 0x10000000;
    if ((rights & generic_read) != 0) rights |= 0x00120089;
    if ((rights & generic_write) != 0) rights |= 0x00120116;
    if ((rights & generic_execute) != 0) rights |= 0x001200a0;
    if ((rights & generic_all) != 0) rights |= 0x001f01ff;
    return rights;
}

} // namespace

bool has_rights(std::span<const AccessEntry> entries, std::span<const std::string> sids,
                std::uint32_t wanted) {
    for (const AccessEntry& entry : entries) {
        if (wanted == 0) return true;
        if (std::find(sids.begin(), sids.end(), entry.sid) == sids.end()) continue;
        const std::uint32_t rights = specific(entry.rights);
        if (!entry.allow && (rights & wanted) != 0) return false;
        if (entry.allow) wanted &= ~rights;
    }
    return wanted == 0;
}

std::vector<std::string> sids_of_service(std::string_view account_sid) {
    return {std::string(account_sid),
            "S-1-1-0",       // Everyone
            "S-1-2-0",       // LOCAL
            "S-1-5-6",       // SERVICE
            "S-1-5-11",      // Authenticated Users
            "S-1-5-80-0",    // ALL SERVICES
            "S-1-5-32-545"}; // Users
}

} // namespace ddns
