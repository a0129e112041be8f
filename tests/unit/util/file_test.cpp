// SPDX-License-Identifier: MIT
#include "util/file.h"

#include "fakes/temp_folder.h"

#include <doctest/doctest.h>

using namespace ddns;
using fakes::TempFolder;

namespace {

bool mentions(const Error& error, std::string_view part) {
    return error.what.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("reading a file: its content, nothing there, too large, not a file") {
    const TempFolder folder;
    folder.write("a", std::string("x\0y\r\n", 5));
    CHECK(read_file(folder.path("a"), 5).value() == std::string("x\0y\r\n", 5));
    CHECK_FALSE(read_file(folder.path("missing"), 5).value().has_value());
    CHECK_FALSE(read_file(folder.path("no/such"), 5).value().has_value());
    const auto large = read_file(folder.path("a"), 4);
    REQUIRE_FALSE(large.has_value());
    CHECK(mentions(large.error(), "larger than 4 bytes"));
    const auto directory = read_file(folder.path(), 5);
    REQUIRE_FALSE(directory.has_value());
    CHECK(directory.error().kind == ErrorKind::system);
    CHECK(mentions(directory.error(), "it is a folder"));
}

TEST_CASE("replacing a file makes a new one or takes the old one's place, and leaves nothing behind") {
    const TempFolder folder;
    for (const FileMode mode : {FileMode::keep, FileMode::private_}) {
        const char* name = mode == FileMode::keep ? "keep" : "private";
        REQUIRE(replace_file(folder.path(name), std::string("a\0b\n", 4), mode));
        CHECK(folder.read(name) == std::string("a\0b\n", 4));
        REQUIRE(replace_file(folder.path(name), std::string(100'000, 'x'), mode));
        CHECK(folder.read(name) == std::string(100'000, 'x'));
        REQUIRE(replace_file(folder.path(name), "", mode));
        CHECK(folder.read(name).empty());
    }
    CHECK(folder.files() == 2);
}

TEST_CASE("names with spaces and from other alphabets are names") {
    const TempFolder folder;
    const std::string path = folder.path() + "/my f\xc3\xb6lder \xe4\xbb\xa5\xe5\xa4\xaa.txt";
    REQUIRE(replace_file(path, "here", FileMode::private_));
    CHECK(read_file(path, 10).value() == "here");
    CHECK(folder.files() == 1);
}

TEST_CASE("errors of replacing name the path and say what to do") {
    const TempFolder folder;
    const auto missing = replace_file(folder.path("no/such"), "x", FileMode::keep);
    REQUIRE_FALSE(missing.has_value());
    CHECK(missing.error().kind == ErrorKind::system);
    CHECK(mentions(missing.error(), folder.path("no/such")));
    CHECK(mentions(missing.error(), "folder does not exist"));
    const auto directory = replace_file(folder.path(), "x", FileMode::keep);
    REQUIRE_FALSE(directory.has_value());
    CHECK(mentions(directory.error(), "it is a folder"));
}
