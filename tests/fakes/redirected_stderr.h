// SPDX-License-Identifier: MIT
#pragma once

#include <cstdio>
#include <stdexcept>
#include <string>
#ifdef _WIN32
#include <io.h>
#else
#include <unistd.h>
#endif

namespace ddns::fakes {

/// While it lives, stderr (the descriptor) leads to the end of that file.
class RedirectedStderr {
public:
    explicit RedirectedStderr(const std::string& path) : saved_(duplicate(number(stderr))) {
        std::FILE* file = std::fopen(path.c_str(), "ab");
        if (!file) throw std::runtime_error("cannot open " + path);
        redirect(number(file), number(stderr));
        std::fclose(file);
    }
    RedirectedStderr(const RedirectedStderr&) = delete;
    RedirectedStderr& operator=(const RedirectedStderr&) = delete;
    ~RedirectedStderr() {
        redirect(saved_, number(stderr));
        shut(saved_);
    }

private:
#ifdef _WIN32
    static int number(std::FILE* file) { return _fileno(file); }
    static int duplicate(int fd) { return _dup(fd); }
    static void redirect(int from, int to) { _dup2(from, to); }
    static void shut(int fd) { _close(fd); }
#else
    static int number(std::FILE* file) { return fileno(file); }
    static int duplicate(int fd) { return dup(fd); }
    static void redirect(int from, int to) { dup2(from, to); }
    static void shut(int fd) { close(fd); }
#endif

    const int saved_;
};

} // namespace ddns::fakes
