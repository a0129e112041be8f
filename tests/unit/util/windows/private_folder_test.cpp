// SPDX-License-Identifier: MIT
#include "util/windows/private_folder.h"

#include "fakes/temp_folder.h"
#include "util/file.h"
#include "util/windows/access.h"
#include "util/windows/api_path.h"
#include "util/windows/handle.h"

#include <doctest/doctest.h>

using namespace ddns;
using fakes::TempFolder;

TEST_CASE("the access list of a private folder: who is in it, handed down, and cut off from above") {
    const SecurityDescriptor access = private_access(AccessOf::folder, "S-1-5-19");
    REQUIRE(access);
    BOOL present = FALSE, defaulted = FALSE;
    PACL list = nullptr;
    REQUIRE(GetSecurityDescriptorDacl(access.get(), &present, &list, &defaulted));
    REQUIRE(list);
    CHECK(list->AceCount == 3);
    for (DWORD i = 0; i < list->AceCount; ++i) {
        void* ace = nullptr;
        REQUIRE(GetAce(list, i, &ace));
        CHECK((static_cast<ACE_HEADER*>(ace)->AceFlags & (OBJECT_INHERIT_ACE | CONTAINER_INHERIT_ACE)) ==
              (OBJECT_INHERIT_ACE | CONTAINER_INHERIT_ACE));
    }
    SECURITY_DESCRIPTOR_CONTROL control = 0;
    DWORD revision = 0;
    REQUIRE(GetSecurityDescriptorControl(access.get(), &control, &revision));
    CHECK((control & SE_DACL_PROTECTED) != 0);
}

TEST_CASE("a private folder is made with those above it, also where one was, and can be used") {
    const TempFolder temp;
    const std::string path = temp.path() + "\\a\\with space\\b";
    REQUIRE(make_private_folder(path, current_account()));
    CHECK_FALSE(open_to_many(api_path(path)));
    CHECK_FALSE(open_to_many(api_path(temp.path() + "\\a")));
    REQUIRE(replace_file(path + "\\file", "x", FileMode::keep));
    REQUIRE(make_private_folder(path, current_account()));
    CHECK(read_file(path + "\\file", 10).value() == "x");

    REQUIRE(CreateDirectoryW(api_path(temp.path("open")).c_str(), nullptr));
    REQUIRE(make_private_folder(temp.path("open"), ""));
    CHECK_FALSE(open_to_many(api_path(temp.path("open"))));
}

TEST_CASE("a private folder that cannot be: the error names it") {
    const TempFolder temp;
    temp.write("file", "x");
    for (const std::string& path : {temp.path("file"), temp.path("file") + "\\below"}) {
        const auto refused = make_private_folder(path, "");
        REQUIRE_FALSE(refused.has_value());
        CHECK(refused.error().kind == ErrorKind::system);
        CHECK(refused.error().what.find(path) != std::string::npos);
    }
    CHECK_FALSE(make_private_folder(temp.path("new"), "no account").has_value());
    CHECK(GetFileAttributesW(api_path(temp.path("new")).c_str()) == INVALID_FILE_ATTRIBUTES);
}
