// SPDX-License-Identifier: MIT
#include "util/protected_text.h"

#include <doctest/doctest.h>

using namespace ddns;

TEST_CASE("where there is no DPAPI, the errors say what to use") {
    CHECK(protect_text(Secret("x"), ProtectedFor::machine).error().kind == ErrorKind::system);
    CHECK(protect_text(Secret("x"), ProtectedFor::user).error().what.find("${cred:NAME}") !=
          std::string::npos);
    CHECK(unprotect_text("AQAA").error().kind == ErrorKind::config);
    CHECK(unprotect_text("AQAA").error().what.find("${file:PATH}") != std::string::npos);
}
