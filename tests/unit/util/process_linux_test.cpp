// SPDX-License-Identifier: MIT
#include "util/process.h"

#include <csignal>
#include <doctest/doctest.h>

using namespace ddns;

TEST_CASE("a program's output and exit code come back, both streams in their order") {
    const auto runner = make_process_runner();
    const auto result = runner->run({"sh", "-c", "echo out; echo err >&2; exit 7"});
    REQUIRE(result.has_value());
    CHECK(result->exit_code == 7);
    CHECK(result->output == "out\nerr\n");
}

TEST_CASE("words are words: no shell sees them") {
    const auto result = make_process_runner()->run({"printf", "%s|", "a b", "$HOME", "; ls"});
    REQUIRE(result.has_value());
    CHECK(result->output == "a b|$HOME|; ls|");
}

TEST_CASE("a signal that ends the program shows in the exit code") {
    const auto result = make_process_runner()->run({"sh", "-c", "kill -TERM $$"});
    REQUIRE(result.has_value());
    CHECK(result->exit_code == 128 + SIGTERM);
}

TEST_CASE("output beyond the limit is read and dropped") {
    const auto result = make_process_runner()->run({"head", "-c", "1000000", "/dev/zero"});
    REQUIRE(result.has_value());
    CHECK(result->exit_code == 0);
    CHECK(result->output.size() == 64u << 10);
}

TEST_CASE("a program that is not there is an error that names it") {
    const auto result = make_process_runner()->run({"no-such-program-anywhere"});
    REQUIRE_FALSE(result.has_value());
    CHECK(result.error().kind == ErrorKind::system);
    CHECK(result.error().what.find("no-such-program-anywhere") != std::string::npos);
}
