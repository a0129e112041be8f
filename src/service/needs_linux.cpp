// SPDX-License-Identifier: MIT
#include "service/needs.h"

#include <filesystem>
#include <sys/stat.h>

namespace ddns {

namespace {

/// May enter a folder, or read a file and, when it is a program, run it.
FileAccess step_access(const struct stat& status) {
    const mode_t others = S_ISDIR(status.st_mode) ? S_IXOTH : S_IROTH;
    if ((status.st_mode & others) != 0) return FileAccess::everyone;
    const mode_t owner = S_ISDIR(status.st_mode) ? S_IXUSR : S_IRUSR;
    const mode_t group = S_ISDIR(status.st_mode) ? S_IXGRP : S_IRGRP;
    if (status.st_uid == 0 && (status.st_mode & owner) != 0) return FileAccess::root;
    if (status.st_gid == 0 && (status.st_mode & group) != 0) return FileAccess::root;
    return FileAccess::others;
}

} // namespace

FileAccess file_access(const std::string& path) {
    FileAccess worst = FileAccess::everyone;
    std::filesystem::path way;
    for (const auto& part : std::filesystem::path(path)) {
        way /= part;
        struct stat status {};
        if (stat(way.c_str(), &status) != 0) return FileAccess::missing;
        worst = std::max(worst, step_access(status));
    }
    return worst;
}

} // namespace ddns
