// SPDX-License-Identifier: MIT
#include "util/process.h"

#include "util/windows/handle.h"
#include "util/windows/wide.h"
#include "util/windows_words.h"

#include <cstdio>
#include <doctest/doctest.h>

using namespace ddns;

namespace {

std::string this_program() {
    std::wstring self(32768, L'\0');
    self.resize(GetModuleFileNameW(nullptr, self.data(), static_cast<DWORD>(self.size())));
    return narrow(self);
}

} // namespace

/// Started as a child: says what it was given.
TEST_CASE("process: the child that repeats its words" * doctest::skip()) {
    const std::vector<std::string> words = windows_command_words(narrow(GetCommandLineW()));
    if (words.empty() || words.back() != "end") return; // nobody started this as a child
    for (const std::string& word : words) std::printf("<%s>", word.c_str());
    std::fflush(stdout);
    std::fprintf(stderr, "and stderr");
    std::_Exit(7);
}

TEST_CASE("process: the child that says too much" * doctest::skip()) {
    if (windows_command_words(narrow(GetCommandLineW())).back() != "end") return;
    const std::string much(1'000'000, 'x');
    std::fwrite(much.data(), 1, much.size(), stdout);
    std::fflush(stdout);
    std::_Exit(0);
}

TEST_CASE("a program's words, output and exit code are right, both streams in their order") {
    const auto result =
        make_process_runner()->run({this_program(), "--no-skip", "-tc=process: the child that repeats*",
                                    "a b", "\"q\"", "", "C:\\", "\xe4\xbb\xa5", "; ls", "end"});
    REQUIRE(result.has_value());
    CHECK(result->exit_code == 7);
    CHECK_MESSAGE(result->output.find("<a b><\"q\"><><C:\\><\xe4\xbb\xa5><; ls><end>and stderr") !=
                      std::string::npos,
                  result->output);
}

TEST_CASE("output beyond the limit is read and dropped") {
    const auto result = make_process_runner()->run(
        {this_program(), "--no-skip", "-tc=process: the child that says too much", "end"});
    REQUIRE(result.has_value());
    CHECK(result->exit_code == 0);
    CHECK(result->output.size() == 64u << 10);
}

TEST_CASE("a program of the system is found by its name") {
    const auto result = make_process_runner()->run({"cmd", "/c", "exit 3"});
    REQUIRE(result.has_value());
    CHECK(result->exit_code == 3);
}

TEST_CASE("a program that is not there is an error that names it") {
    for (const char* name : {"no-such-program-anywhere", "C:\\no such\\program.exe"}) {
        const auto result = make_process_runner()->run({name});
        REQUIRE_FALSE(result.has_value());
        CHECK(result.error().kind == ErrorKind::system);
        CHECK(result.error().what.find(name) != std::string::npos);
    }
}
