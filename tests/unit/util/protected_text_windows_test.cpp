// SPDX-License-Identifier: MIT
#include "util/protected_text.h"

#include <doctest/doctest.h>

using namespace ddns;

TEST_CASE("what is protected is one line of base64 without the secret, and comes back") {
    for (const ProtectedFor whom : {ProtectedFor::user, ProtectedFor::machine}) {
        for (const std::string& text :
             {std::string("t0ken"), std::string("p\xc3\xa4ss ${x}"), std::string(5000, 'x')}) {
            const auto made = protect_text(Secret(text), whom);
            REQUIRE(made.has_value());
            CHECK(made->find_first_not_of(
                      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=") ==
                  std::string::npos);
            const auto again = unprotect_text(*made);
            REQUIRE(again.has_value());
            CHECK(again->reveal() == text);
        }
    }
}

TEST_CASE("what this machine did not protect is an error that says what to do") {
    const auto foreign = unprotect_text("AAAAAAAAAAAAAAAAAAAAAA==");
    REQUIRE_FALSE(foreign.has_value());
    CHECK(foreign.error().kind == ErrorKind::config);
    CHECK(foreign.error().what.find("secret protect") != std::string::npos);
    std::string cut = protect_text(Secret("t0ken"), ProtectedFor::user).value();
    cut.resize(cut.size() / 8 * 4);
    CHECK_FALSE(unprotect_text(cut).has_value());
    for (const char* text : {"", "?!", "AQ*A"}) {
        const auto refused = unprotect_text(text);
        REQUIRE_FALSE(refused.has_value());
        CHECK(refused.error().what.find("base64") != std::string::npos);
    }
}
