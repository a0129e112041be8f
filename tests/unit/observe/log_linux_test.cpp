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
