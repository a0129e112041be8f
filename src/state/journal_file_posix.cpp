// SPDX-License-Identifier: MIT
#include "state/journal_file.h"

#include "util/file.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace ddns {

namespace {

int descriptor(std::intptr_t handle) { return static_cast<int>(handle); }

} // namespace

Result<void> JournalFile::open() {
    const int fd = ::open(path_.c_str(), O_WRONLY | O_APPEND | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0) return file_error("write", path_, errno);
    close();
    handle_ = fd;
    return {};
}

void JournalFile::close() {
    if (handle_ >= 0) ::close(descriptor(handle_));
    handle_ = -1;
}

void JournalFile::make_way() {}

Result<void> JournalFile::append(std::string_view text) {
    ssize_t written = 0;
    do written = ::write(descriptor(handle_), text.data(), text.size());
    while (written < 0 && errno == EINTR);
    if (written == static_cast<ssize_t>(text.size())) return {};
    return file_error("write", path_, written < 0 ? errno : ENOSPC);
}

Result<void> JournalFile::cut(std::size_t size) {
    if (::ftruncate(descriptor(handle_), static_cast<off_t>(size)) != 0)
        return file_error("write", path_, errno);
    return {};
}

Result<void> JournalFile::sync() {
    if (::fdatasync(descriptor(handle_)) != 0) return file_error("write", path_, errno);
    return {};
}

bool JournalFile::is_there() const {
    struct stat info {};
    return handle_ >= 0 && ::fstat(descriptor(handle_), &info) == 0 && info.st_nlink > 0;
}

Result<bool> rename_to_new(const std::string& path, const std::string& new_path) {
    if (::access(new_path.c_str(), F_OK) == 0) return false;
    if (::rename(path.c_str(), new_path.c_str()) != 0) return file_error("rename", path, errno);
    return true;
}

} // namespace ddns
