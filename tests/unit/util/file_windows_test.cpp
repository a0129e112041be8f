// SPDX-License-Identifier: MIT
#include "util/file.h"

#include "fakes/temp_folder.h"
#include "util/windows/access.h"
#include "util/windows/api_path.h"
#include "util/windows/handle.h"

#include <doctest/doctest.h>

using namespace ddns;
using fakes::TempFolder;

namespace {

bool mentions(const Error& error, std::string_view part) {
    return error.what.find(part) != std::string::npos;
}

Handle open_shared(const std::string& path, DWORD access, DWORD share) {
    Handle file(CreateFileW(api_path(path).c_str(), access, share, nullptr, OPEN_EXISTING, 0, nullptr));
    REQUIRE(file.valid());
    return file;
}

DWORD attributes_of(const std::string& path) { return GetFileAttributesW(api_path(path).c_str()); }

} // namespace

TEST_CASE("a file that another program has open is read, unless that one lets nobody") {
    const TempFolder folder;
    folder.write("a", "text");
    {
        const Handle editor = open_shared(folder.path("a"), GENERIC_READ | GENERIC_WRITE | DELETE,
                                          FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE);
        CHECK(read_file(folder.path("a"), 10).value() == "text");
    }
    const Handle editor = open_shared(folder.path("a"), GENERIC_READ | GENERIC_WRITE, 0);
    const auto refused = read_file(folder.path("a"), 10);
    REQUIRE_FALSE(refused.has_value());
    CHECK(mentions(refused.error(), folder.path("a")));
    CHECK(mentions(refused.error(), "another program has it open"));
}

TEST_CASE("a device is not read") {
    const auto device = read_file("NUL", 10);
    REQUIRE_FALSE(device.has_value());
    CHECK(mentions(device.error(), "not a regular file"));
}

TEST_CASE("private files are closed to many, and become so when they were not") {
    const TempFolder folder;
    REQUIRE(replace_file(folder.path("fresh"), "x", FileMode::private_));
    CHECK_FALSE(open_to_many(api_path(folder.path("fresh"))));
    folder.write("old", "x");
    REQUIRE(replace_file(folder.path("old"), "y", FileMode::private_));
    CHECK_FALSE(open_to_many(api_path(folder.path("old"))));
    REQUIRE(replace_file(folder.path("old"), "z", FileMode::keep));
    CHECK_FALSE(open_to_many(api_path(folder.path("old"))));
    CHECK(folder.read("old") == "z");
}

TEST_CASE("a hidden file stays hidden") {
    const TempFolder folder;
    folder.write("file", "old");
    REQUIRE(SetFileAttributesW(api_path(folder.path("file")).c_str(), FILE_ATTRIBUTE_HIDDEN));
    REQUIRE(replace_file(folder.path("file"), "new", FileMode::keep));
    CHECK(folder.read("file") == "new");
    CHECK((attributes_of(folder.path("file")) & FILE_ATTRIBUTE_HIDDEN) != 0);
}

TEST_CASE("a file marked read-only is an error that says so, and stays") {
    const TempFolder folder;
    folder.write("file", "old");
    REQUIRE(SetFileAttributesW(api_path(folder.path("file")).c_str(), FILE_ATTRIBUTE_READONLY));
    for (const FileMode mode : {FileMode::keep, FileMode::private_}) {
        const auto refused = replace_file(folder.path("file"), "new", mode);
        REQUIRE_FALSE(refused.has_value());
        CHECK(mentions(refused.error(), folder.path("file")));
        CHECK(mentions(refused.error(), "marked read-only"));
    }
    CHECK(folder.read("file") == "old");
    CHECK(folder.files() == 1);
    SetFileAttributesW(api_path(folder.path("file")).c_str(), FILE_ATTRIBUTE_NORMAL);
}

TEST_CASE("a file whose place cannot be taken is written in place; a private one is refused") {
    const TempFolder folder;
    folder.write("file", "a longer old content");
    const Handle reader = open_shared(folder.path("file"), GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE);
    REQUIRE(replace_file(folder.path("file"), "short", FileMode::keep));
    CHECK(folder.read("file") == "short");
    REQUIRE(replace_file(folder.path("file"), "and now a longer one than before", FileMode::keep));
    CHECK(folder.read("file") == "and now a longer one than before");
    char start[4];
    DWORD got = 0;
    REQUIRE(ReadFile(reader.get(), start, sizeof start, &got, nullptr));
    CHECK(std::string(start, got) == "and "); // it is the same file still
    const auto refused = replace_file(folder.path("file"), "x", FileMode::private_);
    REQUIRE_FALSE(refused.has_value());
    CHECK_MESSAGE(mentions(refused.error(), "another program has it open"), refused.error().what);
    CHECK(folder.files() == 1);
}

TEST_CASE("a file that another program lets nobody write: an error, and the old content") {
    const TempFolder folder;
    folder.write("file", "old");
    {
        const Handle editor = open_shared(folder.path("file"), GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ);
        const auto refused = replace_file(folder.path("file"), "new", FileMode::keep);
        REQUIRE_FALSE(refused.has_value());
        CHECK(mentions(refused.error(), "another program has it open"));
    }
    CHECK(folder.read("file") == "old");
    CHECK(folder.files() == 1);
}

TEST_CASE("paths longer than MAX_PATH work") {
    const TempFolder folder;
    std::string path = folder.path();
    for (int i = 0; i < 6; ++i) {
        path += "/" + std::string(60, static_cast<char>('a' + i));
        REQUIRE(CreateDirectoryW(api_path(path).c_str(), nullptr));
    }
    path += "/file";
    REQUIRE(path.size() > 300);
    CHECK_FALSE(read_file(path, 10).value().has_value());
    for (const FileMode mode : {FileMode::keep, FileMode::private_}) {
        REQUIRE(replace_file(path, "content", mode));
        CHECK(read_file(path, 10).value() == "content");
    }
    REQUIRE(DeleteFileW(api_path(path).c_str()));
    for (path.resize(path.rfind('/')); path.size() > folder.path().size(); path.resize(path.rfind('/')))
        CHECK(RemoveDirectoryW(api_path(path).c_str()));
}

TEST_CASE("what cannot be the name of a file: an error, not another file") {
    const TempFolder folder;
    for (const char* name : {"a?b", "a<b", "a|b"}) {
        CAPTURE(name);
        CHECK_FALSE(replace_file(folder.path() + "\\" + name, "x", FileMode::keep).has_value());
    }
    CHECK(folder.files() == 0);
    const auto drive = replace_file("Q:\\missing\\file", "x", FileMode::keep);
    REQUIRE_FALSE(drive.has_value());
    CHECK(mentions(drive.error(), "Q:\\missing\\file"));
}
