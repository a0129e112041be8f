// SPDX-License-Identifier: MIT
#include "observe/rotating_file.h"

#include "fakes/temp_folder.h"

#include <doctest/doctest.h>

using namespace ddns;

TEST_CASE("a full file becomes the newest of the older ones, and the oldest goes") {
    const fakes::TempFolder folder;
    RotatingFile file(folder.path("log.txt"), 10, 2);
    for (const char* line : {"aaaa\n", "bbbb\n", "cccc\n", "dddd\n", "eeee\n", "ffff\n", "gggg\n"})
        REQUIRE(file.append(line));
    CHECK(folder.read("log.txt") == "gggg\n");
    CHECK(folder.read("log.1.txt") == "eeee\nffff\n");
    CHECK(folder.read("log.2.txt") == "cccc\ndddd\n");
    CHECK(folder.files() == 3);
}

TEST_CASE("the next run goes on where the last one stopped") {
    const fakes::TempFolder folder;
    REQUIRE(RotatingFile(folder.path("log.txt"), 10, 2).append("aaaa\n"));
    RotatingFile file(folder.path("log.txt"), 10, 2);
    REQUIRE(file.append("bbbb\n"));
    CHECK(folder.read("log.txt") == "aaaa\nbbbb\n");
    REQUIRE(file.append("cccc\n"));
    CHECK(folder.read("log.txt") == "cccc\n");
    CHECK(folder.read("log.1.txt") == "aaaa\nbbbb\n");
}

TEST_CASE("a line longer than the limit is written whole") {
    const fakes::TempFolder folder;
    RotatingFile file(folder.path("log.txt"), 10, 1);
    REQUIRE(file.append("a line that is long\n"));
    CHECK(folder.read("log.txt") == "a line that is long\n");
    CHECK(folder.files() == 1);
}

TEST_CASE("what cannot be renamed is not lost, and nothing older either") {
    const fakes::TempFolder folder;
    RotatingFile file(folder.path("log.txt"), 10, 2);
    std::filesystem::create_directories(folder.path("log.2.txt/in the way"));
    folder.write("log.1.txt", "older\n");
    for (const char* line : {"aaaa\n", "bbbb\n", "cccc\n"}) REQUIRE(file.append(line));
    CHECK(folder.read("log.1.txt") == "older\n");
    CHECK(folder.read("log.txt") == "aaaa\nbbbb\ncccc\n");
}

TEST_CASE("a folder that is not there costs lines until it is") {
    const fakes::TempFolder folder;
    RotatingFile file(folder.path("new/log.txt"), 10, 2);
    CHECK_FALSE(file.append("lost\n"));
    std::filesystem::create_directory(folder.path("new"));
    CHECK(file.append("kept\n"));
    CHECK(folder.read("new/log.txt") == "kept\n");
}
