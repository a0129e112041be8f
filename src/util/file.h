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
    private_, ///< only the owner may read and write it
    keep,     ///< as the file that is replaced; a new one may be read by everybody
};

/// Replaces the content so that nobody, not even after a crash, sees a half: a temporary file in the same
/// folder, synced and renamed. With `keep`, mode and owner stay (not ACLs), and of a symbolic link the target
/// is replaced.
///
/// Where the folder refuses that but the file itself can be written (a bind-mounted /etc/hosts in a
/// container, a file of another owner), `keep` writes in place after making sure that the disk has room: then
/// a reader may for a moment see a mixture.
/// Errors: `system` with the path and what to do; the old content stays.
Result<void> replace_file(const std::string& path, std::string_view content, FileMode mode);

/// `fail(system, "cannot write /a/b: the disk is full; free some space")` for an `errno` value.
tl::unexpected<Error> file_error(std::string_view doing, const std::string& path, int error_number);

} // namespace ddns
