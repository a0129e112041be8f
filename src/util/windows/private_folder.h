// SPDX-License-Identifier: MIT
#pragma once

#include "util/result.h"

#include <string>

namespace ddns {

/// Makes the folder one that only Administrators, SYSTEM and one more account get into; what is created in it
/// later is the same. For state and configuration under %ProgramData%, where by default every user may read
/// and create.
///
/// `account` is a SID as text, "S-1-5-80-…" (the account of a service), or empty: nobody else. It may read,
/// write and delete, but not change the access list. Folders above that are missing are created alike.
///
/// A folder that is there already gets this access list too, unless somebody else may have prepared it: one
/// that is a link, or belongs to another account than Administrators, SYSTEM, `account` or this process's, is
/// refused. What such a folder holds inherits anew; access lists that its files have of their own stay.
/// Errors: `system` with the path and what to do.
Result<void> make_private_folder(const std::string& path, const std::string& account);

} // namespace ddns
