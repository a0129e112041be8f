// SPDX-License-Identifier: MIT
#pragma once

#include "util/result.h"

#include <cstdint>
#include <memory>
#include <string>

namespace ddns {

/// Keeps a state folder for one process. It lasts until this dies, or its process does, in whatever way. The
/// file that is locked, `lock`, stays: removing it would let two processes lock two files of the same name.
/// The process's number stands in it.
class FolderLock {
public:
    /// Creates the folder, and those above it, for this user only when they are missing (on Windows as
    /// util/windows/private_folder.h does for this process's account).
    /// Errors: `system` with the path and what to do: no permission, or who has the folder.
    static Result<std::unique_ptr<FolderLock>> take(const std::string& folder);

    FolderLock(const FolderLock&) = delete;
    FolderLock& operator=(const FolderLock&) = delete;
    ~FolderLock();

private:
    explicit FolderLock(std::intptr_t handle) : handle_(handle) {}
    const std::intptr_t handle_; ///< a descriptor, on Windows a HANDLE
};

/// "another ddns-reactor (pid 17) uses ..."; `content` is that of the lock file.
tl::unexpected<Error> locked_by_another(const std::string& folder, std::string_view content);

} // namespace ddns
