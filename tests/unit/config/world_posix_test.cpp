// SPDX-License-Identifier: MIT
#include "config/load.h"

#include <cstdlib>
#include <doctest/doctest.h>
#include <fstream>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

using namespace ddns;

TEST_CASE("the real world reads files, refuses large ones and folders, and sees who else may read") {
    char folder[] = "/tmp/ddns-config-XXXXXX";
    REQUIRE(mkdtemp(folder));
    const std::string path = std::string(folder) + "/file";
    std::ofstream(path) << "0123456789";
    const ConfigWorld world = real_config_world();

    CHECK(world.read_file(path, 10) == "0123456789");
    CHECK(world.read_file(path, 9).error().kind == ErrorKind::system);
    CHECK(world.read_file(folder, 9).error().what ==
          std::string("cannot read ") + folder + ": Is a directory");
    CHECK(world.read_file(path + "-absent", 9).error().kind == ErrorKind::config);
    CHECK(world.read_file("/dev/zero", 1000).error().kind == ErrorKind::system);

    int ends[2];
    REQUIRE(pipe(ends) == 0);
    REQUIRE(write(ends[1], "0123", 4) == 4);
    close(ends[1]);
    CHECK(world.read_file("/dev/fd/" + std::to_string(ends[0]), 10) == "0123"); // as `-c <(...)` gives
    close(ends[0]);

    CHECK(chmod(path.c_str(), 0600) == 0);
    CHECK_FALSE(world.readable_by_others(path));
    CHECK(chmod(path.c_str(), 0640) == 0);
    CHECK(world.readable_by_others(path));
    CHECK_FALSE(world.readable_by_others(path + "-absent"));

    CHECK(unlink(path.c_str()) == 0);
    CHECK(rmdir(folder) == 0);
}

TEST_CASE("systemd's state folder comes first") {
    const ConfigWorld world = real_config_world();
    CHECK(setenv("STATE_DIRECTORY", "/var/lib/a:/var/lib/b", 1) == 0);
    CHECK(world.state_folder() == "/var/lib/a");
    CHECK(unsetenv("STATE_DIRECTORY") == 0);
    CHECK_FALSE(world.state_folder().empty());
    CHECK(world.environment("STATE_DIRECTORY") == std::nullopt);
}
