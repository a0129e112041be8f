// SPDX-License-Identifier: MIT
#include "util/process.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace ddns {

namespace {

constexpr std::size_t output_limit = 64u << 10;

class FileActions {
public:
    explicit FileActions(int output) {
        posix_spawn_file_actions_init(&actions_);
        posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        posix_spawn_file_actions_adddup2(&actions_, output, STDOUT_FILENO);
        posix_spawn_file_actions_adddup2(&actions_, output, STDERR_FILENO);
    }
    ~FileActions() { posix_spawn_file_actions_destroy(&actions_); }
    FileActions(const FileActions&) = delete;
    FileActions& operator=(const FileActions&) = delete;
    [[nodiscard]] const posix_spawn_file_actions_t* get() const { return &actions_; }

private:
    posix_spawn_file_actions_t actions_{};
};

/// This program ignores SIGPIPE; others are started with what they expect.
class Attributes {
public:
    Attributes() {
        posix_spawnattr_init(&attributes_);
        sigset_t defaults;
        sigemptyset(&defaults);
        sigaddset(&defaults, SIGPIPE);
        posix_spawnattr_setsigdefault(&attributes_, &defaults);
        posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGDEF);
    }
    ~Attributes() { posix_spawnattr_destroy(&attributes_); }
    Attributes(const Attributes&) = delete;
    Attributes& operator=(const Attributes&) = delete;
    [[nodiscard]] const posix_spawnattr_t* get() const { return &attributes_; }

private:
    posix_spawnattr_t attributes_{};
};

/// Reads to the end, also what is over the limit, so that the other program is never stopped by a full pipe.
std::string read_all(int fd) {
    std::string output;
    char buffer[4096];
    for (;;) {
        const ssize_t size = read(fd, buffer, sizeof buffer);
        if (size < 0 && errno == EINTR) continue;
        if (size <= 0) return output;
        const std::size_t room = output_limit - output.size();
        output.append(buffer, std::min(room, static_cast<std::size_t>(size)));
    }
}

int wait_for(pid_t child) {
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

class PosixProcessRunner final : public ProcessRunner {
public:
    Result<ProcessResult> run(const std::vector<std::string>& command) override {
        int ends[2];
        if (pipe2(ends, O_CLOEXEC) != 0)
            return fail(ErrorKind::system, fmt::format("cannot make a pipe: {}", std::strerror(errno)));
        std::vector<std::string> words = command;
        std::vector<char*> argv;
        for (std::string& word : words) argv.push_back(word.data());
        argv.push_back(nullptr);

        const FileActions actions(ends[1]);
        const Attributes attributes;
        pid_t child = 0;
        const int error =
            posix_spawnp(&child, argv[0], actions.get(), attributes.get(), argv.data(), environ);
        close(ends[1]);
        ProcessResult result;
        if (error == 0) {
            result.output = read_all(ends[0]);
            result.exit_code = wait_for(child);
        }
        close(ends[0]);
        if (error != 0)
            return fail(ErrorKind::system,
                        fmt::format("cannot start {}: {}", command.front(), std::strerror(error)));
        return result;
    }
};

} // namespace

std::unique_ptr<ProcessRunner> make_process_runner() { return std::make_unique<PosixProcessRunner>(); }

} // namespace ddns
