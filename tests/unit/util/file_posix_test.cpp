// SPDX-License-Identifier: MIT
#include "util/file.h"

#include "fakes/temp_folder.h"

#include <csignal>
#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace ddns;
using fakes::TempFolder;

namespace {

struct stat info_of(const std::string& path) {
    struct stat info {};
    REQUIRE(::lstat(path.c_str(), &info) == 0);
    return info;
}

bool mentions(const Error& error, std::string_view part) {
    return error.what.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("a pipe is not read") {
    const TempFolder folder;
    REQUIRE(::mkfifo(folder.path("pipe").c_str(), 0600) == 0);
    const auto pipe = read_file(folder.path("pipe"), 5);
    REQUIRE_FALSE(pipe.has_value());
    CHECK(mentions(pipe.error(), "not a regular file"));
}

TEST_CASE("replacing a file keeps its mode, makes private ones private and leaves nothing behind") {
    const TempFolder folder;
    folder.write("keep", "old");
    REQUIRE(::chmod(folder.path("keep").c_str(), 0640) == 0);
    REQUIRE(replace_file(folder.path("keep"), "new", FileMode::keep));
    CHECK(folder.read("keep") == "new");
    CHECK((info_of(folder.path("keep")).st_mode & 07777) == 0640);
    REQUIRE(replace_file(folder.path("keep"), "mine", FileMode::private_));
    CHECK((info_of(folder.path("keep")).st_mode & 07777) == 0600);
    REQUIRE(replace_file(folder.path("fresh"), "", FileMode::private_));
    CHECK((info_of(folder.path("fresh")).st_mode & 07777) == 0600);
    CHECK(folder.files() == 2);
}

TEST_CASE("a link stays a link, its target is replaced") {
    const TempFolder folder;
    folder.write("target", "old");
    REQUIRE(::symlink("target", folder.path("link").c_str()) == 0);
    REQUIRE(replace_file(folder.path("link"), "new", FileMode::keep));
    CHECK(S_ISLNK(info_of(folder.path("link")).st_mode));
    CHECK(folder.read("target") == "new");
    REQUIRE(::symlink("nowhere", folder.path("dangling").c_str()) == 0);
    CHECK_FALSE(replace_file(folder.path("dangling"), "new", FileMode::keep).has_value());
}

TEST_CASE("a disk without room: an error, the old content stays, no temporary file is left") {
    const TempFolder folder;
    folder.write("file", "old");
    struct rlimit before {};
    REQUIRE(::getrlimit(RLIMIT_FSIZE, &before) == 0);
    const auto old_handler = ::signal(SIGXFSZ, SIG_IGN);
    const struct rlimit small { 4096, before.rlim_max };
    REQUIRE(::setrlimit(RLIMIT_FSIZE, &small) == 0);
    const auto refused = replace_file(folder.path("file"), std::string(10'000, 'x'), FileMode::keep);
    REQUIRE(::setrlimit(RLIMIT_FSIZE, &before) == 0);
    ::signal(SIGXFSZ, old_handler);
    CHECK_FALSE(refused.has_value());
    CHECK(folder.read("file") == "old");
    CHECK(folder.files() == 1);
}

TEST_CASE("a folder that refuses new files: the file is written in place") {
    const TempFolder folder;
    folder.write("file", "a longer old content");
    REQUIRE(::chmod(folder.path("file").c_str(), 0666) == 0);
    REQUIRE(::chmod(folder.path().c_str(), 0555) == 0);
    const auto inode = info_of(folder.path("file")).st_ino;
    const bool root = ::geteuid() == 0; // no folder refuses root
    if (root) REQUIRE(::seteuid(65534) == 0);
    const auto shorter = replace_file(folder.path("file"), "short", FileMode::keep);
    const std::string after_shorter = folder.read("file");
    const auto longer = replace_file(folder.path("file"), "and now a longer one than before", FileMode::keep);
    const auto private_one = replace_file(folder.path("file"), "x", FileMode::private_);
    if (root) REQUIRE(::seteuid(0) == 0);
    CHECK(shorter.has_value());
    CHECK(after_shorter == "short");
    CHECK(longer.has_value());
    CHECK(folder.read("file") == "and now a longer one than before");
    CHECK(info_of(folder.path("file")).st_ino == inode);
    REQUIRE_FALSE(private_one.has_value());
    CHECK(mentions(private_one.error(), "no permission"));
}
