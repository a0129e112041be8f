// SPDX-License-Identifier: MIT
#include "crypto/rsa_key.h"

#include "unit/crypto/keys.h"

#include <doctest/doctest.h>

using namespace ddns;
using namespace ddns::crypto_test;

namespace {

std::string why(std::string_view pem) {
    const auto key = RsaKey::parse(Secret(std::string(pem)));
    REQUIRE_FALSE(key);
    CHECK(key.error().kind == ErrorKind::config);
    return key.error().what;
}

} // namespace

TEST_CASE("RS256 as in RFC 7515, appendix A.2") {
    const auto key = RsaKey::parse(Secret(std::string(rfc7515_key)));
    REQUIRE(key);
    const auto signature =
        key->sign(Digest::sha256, "eyJhbGciOiJSUzI1NiJ9."
                                  "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvb"
                                  "S9pc19yb290Ijp0cnVlfQ");
    REQUIRE(signature);
    CHECK(
        base64url(*signature) ==
        "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds"
        "9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZR"
        "mB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs"
        "98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw");
}

TEST_CASE("RSA with SHA-512 as `openssl dgst -sha512 -sign` has it") {
    const auto key = RsaKey::parse(Secret(std::string(small_key)));
    REQUIRE(key);
    const auto signature = key->sign(Digest::sha512, R"({"login":"me"})");
    REQUIRE(signature);
    CHECK(
        base64(*signature) ==
        "WpLu+IXEK/0TzAf+hZXHejeTVkRRw79Ma2PIpsSlAro7ys4rW/VZHDDTt9UFjBvoS27shM3n6YoyvIdLSK/ne6XF+sILKyLBmtsr"
        "QhYYi/3JMD8cLu8DBLmbxSGiXs3CeOFG0rE/HvyGZkIuAZKlqM28gLuasbYe+TzhBOPxZnM=");
}

TEST_CASE("a key that cannot be used is refused with the reason") {
    CHECK(why("") == "is no private key in PEM form (\"-----BEGIN PRIVATE KEY-----\")");
    CHECK(why("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n").find("is no private key") ==
          0);
    CHECK(why(small_key_encrypted) == "is encrypted; give one without a password");
    CHECK(why(elliptic_key) == "is not an RSA key");
    CHECK(why(tiny_key) == "is an RSA key of less than 1024 bits");
}
