// SPDX-License-Identifier: MIT
#include "service/file_rights.h"

#include <doctest/doctest.h>

using namespace ddns;

namespace {

constexpr std::uint32_t full = 0x1f01ff, generic_all = 0x10000000, generic_read = 0x80000000;
const std::string own = "S-1-5-80-1", users = "S-1-5-32-545", me = "S-1-5-21-1-2-3-1001";

bool reads(std::vector<AccessEntry> entries) {
    return has_rights(entries, sids_of_service(own), file_right::read);
}

} // namespace

TEST_CASE("a file is readable when its list says so to the service or to everybody") {
    CHECK(reads({{true, me, full}, {true, own, 0x1301bf}}));
    CHECK(reads({{true, users, 0x1200a9}}));
    CHECK(reads({{true, own, generic_all}}));
    CHECK(reads({{true, "S-1-1-0", generic_read}}));
    CHECK_FALSE(reads({{true, me, full}, {true, "S-1-5-18", full}, {true, "S-1-5-32-544", full}}));
    CHECK_FALSE(reads({{true, own, file_right::run}}));
    CHECK_FALSE(reads({}));
}

TEST_CASE("the first entry that speaks of a right decides") {
    CHECK_FALSE(reads({{false, users, 0x1}, {true, own, full}}));
    CHECK(reads({{true, own, full}, {false, users, 0x1}}));
    CHECK(reads({{false, users, file_right::add_file}, {true, own, full}}));
    CHECK(reads({{false, me, full}, {true, own, full}}));
}

TEST_CASE("several entries together may give what is wanted") {
    const std::vector<AccessEntry> entries{{true, own, file_right::read}, {true, users, file_right::run}};
    const auto sids = sids_of_service(own);
    CHECK(has_rights(entries, sids, file_right::read | file_right::run));
    CHECK_FALSE(has_rights(entries, sids, file_right::read | file_right::add_file));
}
