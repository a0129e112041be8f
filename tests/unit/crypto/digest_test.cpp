// SPDX-License-Identifier: MIT
#include "crypto/digest.h"

#include "crypto/random.h"

#include <doctest/doctest.h>
#include <set>

using namespace ddns;

TEST_CASE("digests of \"abc\" as in RFC 1321 and FIPS 180-4") {
    CHECK(hex(digest(Digest::md5, "abc")) == "900150983cd24fb0d6963f7d28e17f72");
    CHECK(hex(digest(Digest::sha1, "abc")) == "a9993e364706816aba3e25717850c26c9cd0d89d");
    CHECK(hex(digest(Digest::sha224, "abc")) == "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7");
    CHECK(hex(digest(Digest::sha256, "abc")) ==
          "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(hex(digest(Digest::sha384, "abc")) ==
          "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7");
    CHECK(hex(digest(Digest::sha512, "abc")).substr(0, 16) == "ddaf35a193617aba");
    CHECK(digest(Digest::sha512, "").size() == size_of(Digest::sha512));
}

TEST_CASE("base64 as in RFC 4648, section 10") {
    const std::pair<const char*, const char*> cases[] = {{"", ""},
                                                         {"f", "Zg=="},
                                                         {"fo", "Zm8="},
                                                         {"foo", "Zm9v"},
                                                         {"foob", "Zm9vYg=="},
                                                         {"fooba", "Zm9vYmE="},
                                                         {"foobar", "Zm9vYmFy"}};
    for (const auto& [plain, encoded] : cases) CHECK(base64(plain) == encoded);
    CHECK(base64("\xfb\xff\xfe") == "+//+");
    CHECK(base64url("\xfb\xff\xfe") == "-__-");
    CHECK(base64url("f") == "Zg");
}

TEST_CASE("random letters are letters and digits, and other ones each time") {
    std::set<std::string> seen;
    for (int i = 0; i < 100; ++i) {
        const std::string letters = random_letters(16);
        CHECK(letters.size() == 16);
        CHECK(letters.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789") ==
              std::string::npos);
        seen.insert(letters);
    }
    CHECK(seen.size() == 100);
}
