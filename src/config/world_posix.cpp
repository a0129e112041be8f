// SPDX-License-Identifier: MIT
#include "config/load.h"
#include "util/protected_text.h"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

namespace ddns {

namespace {

std::optional<std::string> environment(const std::string& name) {
    const char* value = std::getenv(name.c_str());
    return value ? std::optional<std::string>(value) : std::nullopt;
}

/// A pipe that nobody fills must not stop the program for good.
constexpr int longest_wait = 5'000; // ms

/// Closes the descriptor when it goes.
class File {
public:
    explicit File(const std::string& path)
        : fd_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)) {}
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    ~File() {
        if (fd_ >= 0) ::close(fd_);
    }
    [[nodiscard]] bool is_open() const { return fd_ >= 0; }
    /// As read(2); ETIMEDOUT when a pipe stays empty.
    [[nodiscard]] ssize_t read(char* buffer, std::size_t size) const {
        for (;;) {
            pollfd wait{fd_, POLLIN, 0};
            if (::poll(&wait, 1, longest_wait) == 0) {
                errno = ETIMEDOUT;
                return -1;
            }
            const ssize_t got = ::read(fd_, buffer, size);
            if (got >= 0 || (errno != EINTR && errno != EAGAIN)) return got;
        }
    }

private:
    int fd_;
};

Result<std::string> read_file(const std::string& path, std::size_t max_bytes) {
    const auto refused = [&path] {
        const bool absent = errno == ENOENT || errno == ENOTDIR || errno == EISDIR;
        const char* why = errno == ETIMEDOUT ? "nobody writes into this pipe" : std::strerror(errno);
        return fail(absent ? ErrorKind::config : ErrorKind::system,
                    fmt::format("cannot read {}: {}", path, why));
    };
    const File file(path);
    if (!file.is_open()) return refused();
    std::string content;
    std::array<char, 65536> buffer;
    while (true) {
        const ssize_t got = file.read(buffer.data(), buffer.size());
        if (got < 0) return refused();
        if (got == 0) return content;
        content.append(buffer.data(), static_cast<std::size_t>(got));
        if (content.size() > max_bytes)
            return fail(ErrorKind::system, fmt::format("{} is larger than {} MiB", path, max_bytes >> 20));
    }
}

bool readable_by_others(const std::string& path) {
    struct stat info {};
    return ::stat(path.c_str(), &info) == 0 && S_ISREG(info.st_mode) &&
           (info.st_mode & (S_IRGRP | S_IROTH)) != 0;
}

std::string close_command(const std::string& path) { return "chmod 600 " + path; }

Result<std::string> unprotect(const std::string& base64) {
    const Result<Secret> text = unprotect_text(base64);
    if (!text) return tl::unexpected<Error>(text.error());
    return text->reveal();
}

std::string state_folder() {
    // systemd may list several folders, separated by colons.
    if (const auto folder = environment("STATE_DIRECTORY"); folder && !folder->empty())
        return folder->substr(0, folder->find(':'));
    if (::geteuid() == 0) return "/var/lib/ddns-reactor";
    if (const auto folder = environment("XDG_STATE_HOME");
        folder && !folder->empty() && folder->front() == '/')
        return *folder + "/ddns-reactor";
    const auto home = environment("HOME");
    return home && !home->empty() ? *home + "/.local/state/ddns-reactor" : "./ddns-reactor-state";
}

} // namespace

ConfigWorld real_config_world() {
    return {environment, read_file, readable_by_others, close_command, unprotect, state_folder};
}

std::vector<std::string> usual_state_folders() { return {state_folder()}; }

} // namespace ddns
