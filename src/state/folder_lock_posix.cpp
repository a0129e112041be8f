// SPDX-License-Identifier: MIT
#include "state/folder_lock.h"

#include "util/file.h"

#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace ddns {

namespace {

/// Creates the folder and those above it. 0 or an errno.
int make_folders(const std::string& folder) {
    for (std::size_t end = folder.find('/', 1);; end = folder.find('/', end + 1)) {
        const std::string part = folder.substr(0, end);
        if (::mkdir(part.c_str(), 0700) != 0 && errno != EEXIST) return errno;
        if (end == std::string::npos) break;
    }
    struct stat info {};
    if (::stat(folder.c_str(), &info) != 0) return errno;
    return S_ISDIR(info.st_mode) ? 0 : ENOTDIR;
}

tl::unexpected<Error> refused(const std::string& folder, int lock) {
    char text[32] = "";
    const ssize_t got = ::pread(lock, text, sizeof text - 1, 0);
    return locked_by_another(folder, std::string_view(text, got > 0 ? static_cast<std::size_t>(got) : 0));
}

} // namespace

Result<std::unique_ptr<FolderLock>> FolderLock::take(const std::string& folder) {
    if (const int error = make_folders(folder); error != 0)
        return file_error("create the folder", folder, error);
    const std::string path = folder + "/lock";
    const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) return file_error("open", path, errno);
    std::unique_ptr<FolderLock> lock(new FolderLock(fd));
    if (::flock(fd, LOCK_EX | LOCK_NB) != 0)
        return errno == EWOULDBLOCK ? refused(folder, fd) : file_error("lock", path, errno);
    // Only a courtesy to whom we will refuse: a full disk must not keep us from working.
    const std::string pid = fmt::format("{}\n", ::getpid());
    if (::ftruncate(fd, 0) != 0 || ::pwrite(fd, pid.data(), pid.size(), 0) < 0) errno = 0;
    return lock;
}

FolderLock::~FolderLock() { ::close(static_cast<int>(handle_)); }

} // namespace ddns
