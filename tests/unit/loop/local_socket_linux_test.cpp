// SPDX-License-Identifier: MIT
#include "loop/local_socket.h"

#include "fakes/temp_folder.h"

#include <cstring>
#include <doctest/doctest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

using namespace ddns;

namespace {

/// As a daemon leaves it behind that was killed.
void leave_socket(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    REQUIRE(path.size() < sizeof address.sun_path);
    std::memcpy(address.sun_path, path.c_str(), path.size());
    const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    REQUIRE(bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    close(fd);
}

void ignore(UvPtr<uv_pipe_t>) {}

} // namespace

TEST_CASE("only its user may connect, and the socket's file goes with the listener") {
    const fakes::TempFolder folder;
    const std::string path = folder.path("control.sock");
    Loop loop;
    auto listener = listen_locally(loop, path, ignore);
    REQUIRE(listener);
    struct stat entry {};
    REQUIRE(lstat(path.c_str(), &entry) == 0);
    CHECK((entry.st_mode & 07777) == 0600);
    listener->reset();
    CHECK(lstat(path.c_str(), &entry) != 0);
}

TEST_CASE("what a dead daemon left is replaced, other files are not") {
    const fakes::TempFolder folder;
    const std::string path = folder.path("control.sock");
    Loop loop;
    leave_socket(path);
    auto listener = listen_locally(loop, path, ignore);
    REQUIRE(listener);
    listener->reset();
    folder.write("control.sock", "precious");
    CHECK_FALSE(listen_locally(loop, path, ignore));
    CHECK(folder.read("control.sock") == "precious");
}

TEST_CASE("a path that no socket can have") {
    Loop loop;
    const auto listener = listen_locally(loop, "/tmp/" + std::string(200, 'x') + "/control.sock", ignore);
    REQUIRE_FALSE(listener);
    CHECK(listener.error().what.find("too long") != std::string::npos);
}
