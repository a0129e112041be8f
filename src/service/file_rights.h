// SPDX-License-Identifier: MIT
#pragma once

#include "util/result.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Whether the service's account may use a file, looked up in the file's access list before the service
/// stumbles over it.
namespace ddns {

/// One entry of an access list (ACCESS_ALLOWED_ACE, ACCESS_DENIED_ACE).
struct AccessEntry {
    bool allow = true;
    std::string sid;
    std::uint32_t rights = 0;
};

namespace file_right {
inline constexpr std::uint32_t read = 0x1;     ///< FILE_READ_DATA
inline constexpr std::uint32_t add_file = 0x2; ///< FILE_ADD_FILE, of a folder
inline constexpr std::uint32_t run = 0x20;     ///< FILE_EXECUTE
} // namespace file_right

/// Whether one with these SIDs has all of `wanted`. The first entry that speaks of a right decides, as in
/// AccessCheck.
bool has_rights(std::span<const AccessEntry> entries, std::span<const std::string> sids,
                std::uint32_t wanted);

/// What is in the token of a service or task with this account: its own SID and those of the groups that
/// everybody like it is in.
std::vector<std::string> sids_of_service(std::string_view account_sid);

/// The real list, inherited entries included, in the order in which they count. Folders above are not looked
/// at: everybody may pass them (SeChangeNotifyPrivilege). Errors: `system`, with the path.
Result<std::vector<AccessEntry>> access_entries(const std::string& path);

} // namespace ddns
