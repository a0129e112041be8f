// SPDX-License-Identifier: MIT
#include "util/file.h"

#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace ddns {

namespace {

/// Owns a file descriptor.
class Fd {
public:
    explicit Fd(int number) : number_(number) {}
    Fd(const Fd&) = delete;
    Fd& operator=(const Fd&) = delete;
    ~Fd() { close_now(); }

    [[nodiscard]] int get() const { return number_; }
    [[nodiscard]] bool valid() const { return number_ >= 0; }

    /// False when the system reports only now that the data did not make it.
    bool close_now() {
        const int number = std::exchange(number_, -1);
        return number < 0 || ::close(number) == 0;
    }

private:
    int number_;
};

/// 0, or the errno of the write that failed.
int write_all(int fd, std::string_view content) {
    while (!content.empty()) {
        const ssize_t written = ::write(fd, content.data(), content.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return written < 0 ? errno : ENOSPC;
        content.remove_prefix(static_cast<std::size_t>(written));
    }
    return 0;
}

std::string folder_of(const std::string& path) {
    const std::size_t slash = path.rfind('/');
    if (slash == std::string::npos) return ".";
    return slash == 0 ? "/" : path.substr(0, slash);
}

std::string temporary_name(const std::string& path) {
    const std::size_t slash = path.rfind('/');
    const std::size_t base = slash == std::string::npos ? 0 : slash + 1;
    return fmt::format("{}.{}.ddns-reactor-{}", path.substr(0, base), path.substr(base), ::getpid());
}

/// What is replaced.
struct Target {
    std::string path;
    std::optional<struct stat> old;
};

Result<Target> find_target(const std::string& path, FileMode mode) {
    Target target{path, std::nullopt};
    struct stat info {};
    if (mode == FileMode::keep && ::lstat(path.c_str(), &info) == 0 && S_ISLNK(info.st_mode)) {
        char resolved[PATH_MAX];
        if (!::realpath(path.c_str(), resolved)) return file_error("follow the link", path, errno);
        target.path = resolved;
    }
    if (::stat(target.path.c_str(), &info) != 0) {
        if (errno == ENOENT) return target;
        return file_error("look at", path, errno);
    }
    if (S_ISDIR(info.st_mode)) return file_error("write", path, EISDIR);
    if (!S_ISREG(info.st_mode)) return file_error("write", path, EINVAL);
    target.old = info;
    return target;
}

/// 0 or an errno. A file that only some other owner may have cannot be replaced without losing that.
int dress(int fd, const Target& target, FileMode mode) {
    if (mode == FileMode::private_ || !target.old) return 0;
    const struct stat& old = *target.old;
    if ((old.st_uid != ::geteuid() || old.st_gid != ::getegid()) && ::fchown(fd, old.st_uid, old.st_gid) != 0)
        return errno;
    return ::fchmod(fd, old.st_mode & 07777) == 0 ? 0 : errno;
}

void sync_folder(const std::string& path) {
    const Fd folder(::open(folder_of(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (folder.valid()) ::fsync(folder.get());
}

/// 0 or an errno; then nothing has changed and no temporary file is left.
int replace_by_rename(const Target& target, std::string_view content, FileMode mode) {
    const std::string temporary = temporary_name(target.path);
    const mode_t new_mode = mode == FileMode::private_ ? 0600 : 0644;
    const int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
    int number = ::open(temporary.c_str(), flags, new_mode);
    if (number < 0 && errno == EEXIST) { // left by a process of the same number that was killed
        ::unlink(temporary.c_str());
        number = ::open(temporary.c_str(), flags, new_mode);
    }
    Fd fd(number);
    if (!fd.valid()) return errno;
    int error = dress(fd.get(), target, mode);
    if (error == 0) error = write_all(fd.get(), content);
    if (error == 0 && ::fsync(fd.get()) != 0) error = errno;
    if (!fd.close_now() && error == 0) error = errno;
    if (error == 0 && ::rename(temporary.c_str(), target.path.c_str()) != 0) error = errno;
    if (error != 0) {
        ::unlink(temporary.c_str());
        return error;
    }
    sync_folder(target.path);
    return 0;
}

/// 0 or an errno.
int write_in_place(const Target& target, std::string_view content) {
    const Fd fd(::open(target.path.c_str(), O_WRONLY | O_CLOEXEC));
    if (!fd.valid()) return errno;
    const auto size = static_cast<off_t>(content.size());
    const off_t old_size = target.old->st_size;
    if (size > old_size) {
        const int error = ::posix_fallocate(fd.get(), old_size, size - old_size);
        if (error == ENOSPC || error == EFBIG || error == EDQUOT) {
            if (::ftruncate(fd.get(), old_size) != 0) return errno;
            return error;
        }
    }
    const int error = write_all(fd.get(), content);
    if (error != 0) return error;
    if (::ftruncate(fd.get(), size) != 0) return errno;
    return ::fsync(fd.get()) == 0 ? 0 : errno;
}

bool folder_refuses(int error) {
    return error == EACCES || error == EPERM || error == EROFS || error == EBUSY || error == EXDEV;
}

std::string_view advice(int error) {
    switch (error) {
    case ENOSPC:
    case EDQUOT:
        return "the disk is full; free some space";
    case EACCES:
    case EPERM:
        return "no permission; give this user the right to it or choose another path";
    case EROFS:
        return "it is on a read-only file system; choose another path";
    case EISDIR:
        return "it is a folder; name a file";
    case EINVAL:
        return "it is not a regular file; name one";
    case ENOTDIR:
        return "a part of the path is a file where a folder is needed; choose another path";
    case ENOENT:
        return "its folder does not exist; create it or choose another path";
    case ELOOP:
        return "its symbolic links lead in a circle";
    case EFBIG:
        return "it is too large";
    default:
        return {};
    }
}

} // namespace

tl::unexpected<Error> file_error(std::string_view doing, const std::string& path, int error_number) {
    const std::string_view known = advice(error_number);
    return fail(ErrorKind::system, fmt::format("cannot {} {}: {}", doing, path,
                                               known.empty() ? std::strerror(error_number) : known));
}

Result<std::optional<std::string>> read_file(const std::string& path, std::size_t max_bytes) {
    // Without O_NONBLOCK opening a pipe would wait for somebody to write.
    const Fd fd(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    if (!fd.valid()) {
        if (errno == ENOENT) return std::nullopt;
        return file_error("read", path, errno);
    }
    struct stat info {};
    if (::fstat(fd.get(), &info) != 0) return file_error("read", path, errno);
    if (S_ISDIR(info.st_mode)) return file_error("read", path, EISDIR);
    if (!S_ISREG(info.st_mode)) return file_error("read", path, EINVAL);
    std::string content;
    char buffer[16384];
    for (;;) {
        const ssize_t got = ::read(fd.get(), buffer, sizeof buffer);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return file_error("read", path, errno);
        if (got == 0) return content;
        content.append(buffer, static_cast<std::size_t>(got));
        if (content.size() > max_bytes)
            return fail(ErrorKind::system,
                        fmt::format("cannot read {}: it is larger than {} bytes; is it the right file?", path,
                                    max_bytes));
    }
}

Result<void> replace_file(const std::string& path, std::string_view content, FileMode mode) {
    const Result<Target> target = find_target(path, mode);
    if (!target) return tl::unexpected<Error>(target.error());
    int error = replace_by_rename(*target, content, mode);
    if (mode == FileMode::keep && target->old && folder_refuses(error))
        error = write_in_place(*target, content);
    if (error != 0) return file_error("write", path, error);
    return {};
}

} // namespace ddns
