// SPDX-License-Identifier: MIT
#include "observe/log.h"
#include "util/standard_streams.h"

#include <cstdlib>
#include <doctest/doctest.h>
#include <fcntl.h>
#include <fstream>
#include <sstream>
#include <unistd.h>

using namespace ddns;

namespace {

/// stderr leads elsewhere while this lives.
class Redirected {
public:
    explicit Redirected(int fd) : saved_(dup(STDERR_FILENO)) { dup2(fd, STDERR_FILENO); }
    ~Redirected() {
        dup2(saved_, STDERR_FILENO);
        close(saved_);
    }
    Redirected(const Redirected&) = delete;
    Redirected& operator=(const Redirected&) = delete;

private:
    int saved_;
};

struct TemporaryFile {
    char path[32] = "/tmp/ddns-log-XXXXXX";
    int fd = mkstemp(path);
    ~TemporaryFile() {
        close(fd);
        unlink(path);
    }
    [[nodiscard]] std::string text() const {
        std::ostringstream out;
        out << std::ifstream(path).rdbuf();
        return out.str();
    }
};

} // namespace

TEST_CASE("a full disk, a reader that left and a closed stderr cost lines, not the program") {
    guard_standard_streams();
    const TemporaryFile file;
    const auto log = make_log({LogLevel::info, LogFormat::json});
    {
        const int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
        const Redirected redirected(full);
        for (int i = 0; i < 10; ++i) log->error("nobody hears");
        close(full);
    }
    {
        int ends[2];
        REQUIRE(pipe2(ends, O_CLOEXEC) == 0);
        close(ends[0]);
        const Redirected redirected(ends[1]);
        log->error("nobody hears");
        close(ends[1]);
    }
    {
        const Redirected redirected(file.fd);
        close(STDERR_FILENO);
        log->error("nobody hears");
        dup2(file.fd, STDERR_FILENO);
        log->error("heard again");
    }
    CHECK(file.text().find("nobody") == std::string::npos);
    CHECK(file.text().find("heard again") != std::string::npos);
}

TEST_CASE("a reader that stalls costs lines, not time, and they are counted when it goes on") {
    int ends[2];
    REQUIRE(pipe2(ends, O_CLOEXEC) == 0);
    const auto log = make_log({LogLevel::debug, LogFormat::json});
    std::string read_text(1u << 20, '\0');
    const auto take = [&] {
        const ssize_t size = read(ends[0], read_text.data(), read_text.size());
        return size < 0 ? std::string() : read_text.substr(0, static_cast<std::size_t>(size));
    };
    const auto write_lines = [&](int count) {
        const Redirected redirected(ends[1]);
        for (int i = 0; i < count; ++i)
            log->debug("line " + std::to_string(i), {{"pad", std::string(700, 'x')}});
        log->debug("a long one", {{"pad", std::string(20'000, 'y')}});
    };
    write_lines(200); // more than twice what a pipe holds
    const std::string before = take();
    CHECK(before.size() > 4096);
    CHECK(before.find("missing") == std::string::npos);
    write_lines(1);
    const std::string after = take();
    const std::string both = before + after;
    CHECK(both.back() == '\n');
    std::istringstream lines(both);
    int whole = 0, missing = -1;
    for (std::string line; std::getline(lines, line); ++whole) {
        CHECK(line.starts_with("{\"time\":"));
        CHECK(line.ends_with("}"));
        const auto told = line.find("\"lines\":");
        if (told == std::string::npos) continue;
        missing = std::stoi(line.substr(told + 8));
        CHECK(line.find("nobody was reading") != std::string::npos);
    }
    CHECK(whole - 1 + missing == 203); // but for the line that counts the others
    close(ends[0]);
    close(ends[1]);
}
