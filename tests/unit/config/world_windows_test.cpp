// SPDX-License-Identifier: MIT
#include "config/load.h"
#include "config/places.h"

#include "fakes/temp_folder.h"
#include "util/file.h"
#include "util/windows/access.h"
#include "util/windows/api_path.h"
#include "util/windows/handle.h"
#include "util/windows/known_folder.h"

#include <doctest/doctest.h>

using namespace ddns;
using fakes::TempFolder;

TEST_CASE("the real world reads files, refuses large ones and folders, and sees who else may read") {
    const TempFolder folder;
    folder.write("file", "0123456789");
    const ConfigWorld world = real_config_world();
    CHECK(world.read_file(folder.path("file"), 10) == "0123456789");
    CHECK(world.read_file(folder.path("file"), 9).error().kind == ErrorKind::system);
    CHECK(world.read_file(folder.path(), 9).error().what ==
          "cannot read " + folder.path() + ": it is a folder; name a file");
    CHECK(world.read_file(folder.path("none"), 9).error().what ==
          "cannot read " + folder.path("none") + ": there is no such file");

    REQUIRE(replace_file(folder.path("mine"), "x", FileMode::private_));
    CHECK_FALSE(world.readable_by_others(folder.path("mine")));
    CHECK_FALSE(world.readable_by_others(folder.path("absent")));
    const Handle open(
        CreateFileW(api_path(folder.path("mine")).c_str(), WRITE_DAC, 0, nullptr, OPEN_EXISTING, 0, nullptr));
    SECURITY_DESCRIPTOR everybody;
    REQUIRE(InitializeSecurityDescriptor(&everybody, SECURITY_DESCRIPTOR_REVISION));
    REQUIRE(SetSecurityDescriptorDacl(&everybody, TRUE, nullptr, FALSE));
    REQUIRE(set_access_list(open.get(), &everybody) == 0);
    CHECK(world.readable_by_others(folder.path("mine")));
    CHECK(
        world.close_command("C:\\a b").starts_with("icacls \"C:\\a b\" /inheritance:r /grant:r *S-1-5-18:F"));
}

TEST_CASE("the environment is UTF-8; set to nothing is not the same as not set") {
    const ConfigWorld world = real_config_world();
    REQUIRE(SetEnvironmentVariableW(L"DDNS_TEST", L"\x4ee5\x592a"));
    CHECK(world.environment("DDNS_TEST") == "\xe4\xbb\xa5\xe5\xa4\xaa");
    REQUIRE(SetEnvironmentVariableW(L"DDNS_TEST", nullptr));
    CHECK(world.environment("DDNS_TEST") == std::nullopt);
}

TEST_CASE("the state of a service is the machine's, else the account's own") {
    const std::string machine = known_folder(KnownFolder::program_data) + "\\ddns-reactor";
    CHECK(machine.size() > std::string("\\ddns-reactor").size());
    CHECK(system_config_folder() == machine);
    const std::string own = known_folder(KnownFolder::local_app_data) + "\\ddns-reactor";
    CHECK(own != machine);
    CHECK(real_config_world().state_folder() == (is_service_account() ? machine : own));
}
