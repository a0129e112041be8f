// SPDX-License-Identifier: MIT
#include "crypto/hmac.h"

#include <doctest/doctest.h>

using namespace ddns;

TEST_CASE("HMAC as in RFC 2202 and RFC 4231") {
    const Secret jefe{"Jefe"};
    const char* const question = "what do ya want for nothing?";
    CHECK(hex(hmac(Digest::md5, jefe, question)) == "750c783e6ab0b503eaa86e310a5db738");
    CHECK(hex(hmac(Digest::sha1, jefe, question)) == "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
    CHECK(hex(hmac(Digest::sha224, jefe, question)) ==
          "a30e01098bc6dbbf45690f3a7e9e6d0f8bbea2a39e6148008fd05e44");
    CHECK(hex(hmac(Digest::sha256, jefe, question)) ==
          "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    CHECK(hex(hmac(Digest::sha384, jefe, question)).substr(0, 32) == "af45d2e376484031617f78d2b58a6b1b");
    CHECK(hex(hmac(Digest::sha512, jefe, question)).substr(0, 32) == "164b7a7bfcf819e2e395fbe73b56e0a3");
    const Secret longer_than_a_block{std::string(131, '\xaa')};
    CHECK(hex(hmac(Digest::sha256, longer_than_a_block,
                   "Test Using Larger Than Block-Size Key - Hash Key First")) ==
          "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST_CASE("an empty key is a key of its own, whatever was signed before") {
    const std::string alone = hmac(Digest::sha256, Secret(), "x");
    (void)hmac(Digest::sha256, Secret("other"), "x");
    CHECK(hmac(Digest::sha256, Secret(), "x") == alone);
    CHECK(hex(hmac(Digest::sha256, Secret(), "")) ==
          "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

TEST_CASE("equal is equal, of the same length") {
    CHECK(equal_in_constant_time("abc", "abc"));
    CHECK(equal_in_constant_time("", ""));
    CHECK_FALSE(equal_in_constant_time("abc", "abd"));
    CHECK_FALSE(equal_in_constant_time("abc", "abcd"));
}

TEST_CASE("base64 is decoded strictly") {
    const auto decoded = [](std::string text) {
        const auto out = decode_base64(Secret(std::move(text)));
        return out ? out->reveal() : std::string("(no)");
    };
    CHECK(decoded("") == "");
    CHECK(decoded("Zg==") == "f");
    CHECK(decoded("Zm9vYmFy") == "foobar");
    CHECK(decoded("+//+") == "\xfb\xff\xfe");
    for (const char* wrong : {"Zg", "Zg=", "Zg==\n", "Z===", "Zg==Zg==", "Zm9v YmFy", "Zm-_"})
        CHECK(decoded(wrong) == "(no)");
}
