// SPDX-License-Identifier: MIT
#pragma once

#include "util/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// Whole files, read and replaced. One of the five seams; everything here blocks, for as long as the disk
/// does.
namespace ddns {

/// The content, or nullopt when there is no such file. Errors: `system` with the path and what to do, also
/// for anything that is not a regular file and for more than `max_bytes`.
Result<std::optional<std::string>> read_file(const std::string& path, std::size_t max_bytes);

enum class FileMode : std::uint8_t {
    /// Only the owner may read and write it; on Windows also administrators, SYSTEM, and for whom else a
    /// private folder was made.
    private_,
    keep, ///< as the file that is replaced; a new one may be read by everybody (Windows: as the folder says)
};

/// Replaces the content so that nobody, not even after a crash, sees a half: a temporary file in the same
/// folder, synced and renamed. With `keep`, mode and owner stay (not ACLs; on Windows the access list and the
/// attributes, not the owner), and of a symbolic link the target is replaced.
///
/// Where the folder refuses that but the file itself can be written (a bind-mounted /etc/hosts in a
/// container, a file of another owner, on Windows a file that another program has open), `keep` writes in
/// place after making sure that the disk has room: then a reader may for a moment see a mixture.
///
/// On Windows a file marked read-only is not replaced. One that another program lets nobody open is an error
/// at once; nothing waits for it.
/// Errors: `system` with the path and what to do; the old content stays.
Result<void> replace_file(const std::string& path, std::string_view content, FileMode mode);

/// `fail(system, "cannot write /a/b: the disk is full; free some space")` for an `errno` value, on Windows
/// for one of GetLastError().
tl::unexpected<Error> file_error(std::string_view doing, const std::string& path, int error_number);

} // namespace ddns
