// SPDX-License-Identifier: MIT
#include "loop/local_socket.h"

#include "fakes/temp_folder.h"
#include "loop/pipe_name_windows.h"
#include "util/windows/wide.h"

#include <doctest/doctest.h>
#include <thread>
#include <windows.h>

using namespace ddns;

namespace {

void ignore(UvPtr<uv_pipe_t>) {}

/// Opens the pipe at the first moment that it can be, and closes it: often before the server waits for
/// anybody.
void come_and_go(const std::wstring& name) {
    HANDLE pipe = INVALID_HANDLE_VALUE;
    while (pipe == INVALID_HANDLE_VALUE) {
        pipe = CreateFileW(name.c_str(), GENERIC_READ | GENERIC_WRITE, 0, nullptr, OPEN_EXISTING, 0, nullptr);
        if (pipe == INVALID_HANDLE_VALUE && GetLastError() != ERROR_PIPE_BUSY) return;
        if (pipe == INVALID_HANDLE_VALUE && !WaitNamedPipeW(name.c_str(), 1000)) return;
    }
    CloseHandle(pipe);
}

} // namespace

TEST_CASE("a path is one pipe however it is written") {
    const std::string name = pipe_name_of(R"(C:\ProgramData\ddns\control.sock)");
    for (const char* same :
         {R"(c:\programdata\DDNS\control.sock)", "C:/ProgramData/ddns/control.sock",
          R"(C:\ProgramData\ddns\.\control.sock)", R"(C:\ProgramData\x\..\ddns\\control.sock)"}) {
        CAPTURE(same);
        CHECK(pipe_name_of(same) == name);
    }
    CHECK(pipe_name_of(R"(C:\ProgramData\ddns2\control.sock)") != name);
    CHECK(pipe_name_of("C:/Ärger/control.sock") == pipe_name_of("c:/äRGER/control.sock"));
    CHECK(name.starts_with(R"(\\.\pipe\ddns-reactor-)"));
    CHECK(name.size() == std::string_view(R"(\\.\pipe\ddns-reactor-)").size() + 16);
}

TEST_CASE("a pipe that somebody else has made is not used") {
    const fakes::TempFolder folder;
    const std::string path = folder.path("control.sock");
    const HANDLE squatter = CreateNamedPipeW(widen(pipe_name_of(path)).c_str(), PIPE_ACCESS_DUPLEX, 0,
                                             PIPE_UNLIMITED_INSTANCES, 0, 0, 0, nullptr);
    REQUIRE(squatter != INVALID_HANDLE_VALUE);
    Loop loop;
    const auto listener = listen_locally(loop, path, ignore);
    REQUIRE_FALSE(listener);
    CHECK(listener.error().what.find("another program") != std::string::npos);
    CloseHandle(squatter);
    CHECK(listen_locally(loop, path, ignore));
}

TEST_CASE("clients that are gone before the server waits for them leave it listening") {
    const fakes::TempFolder folder;
    const std::string path = folder.path("control.sock");
    Loop loop;
    const auto listener = listen_locally(loop, path, ignore);
    REQUIRE(listener);
    ThreadWake done(loop, [&] { loop.stop(); });
    bool still_listens = false;
    std::thread clients([&] {
        for (int i = 0; i < 300; ++i) come_and_go(widen(pipe_name_of(path)));
        still_listens = connect_locally(path).has_value();
        done.wake();
    });
    loop.run();
    clients.join();
    CHECK(still_listens);
}
