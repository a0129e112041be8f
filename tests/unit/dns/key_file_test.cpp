// SPDX-License-Identifier: MIT
#include "dns/key_file.h"

#include "unit/dns/bytes.h"

#include <doctest/doctest.h>

using namespace ddns;

TEST_CASE("a key file is read as tsig-keygen writes it, and as people change it") {
    for (const char* text : {
             "key \"home\" {\n\talgorithm hmac-sha512;\n\tsecret \"c2VjcmV0\";\n};\n",
             "key home{secret c2VjcmV0;algorithm \"HMAC-SHA512\";}",
             "# a comment\nkey \"home.\" { // another\n /* and\n a third */ algorithm hmac-sha512.; secret "
             "\"c2VjcmV0\"; };\n# end",
             "\r\nkey \"HOME\" {\r\n algorithm hmac-sha512;\r\n secret \"c2VjcmV0\";\r\n};\r\n",
         }) {
        INFO(text);
        const auto key = parse_key_file(text);
        REQUIRE_MESSAGE(key, key.error().what);
        CHECK(key->name == name("home"));
        CHECK(key->digest == Digest::sha512);
        CHECK(key->secret.reveal() == "secret");
    }
}

TEST_CASE("a key file with a mistake says where, and nothing of the secret") {
    const struct {
        const char* text;
        const char* says;
    } cases[] = {
        {"", "1:1: it does not begin with"},
        {"c2VjcmV0", "1:1: it does not begin with"},
        {"key { algorithm hmac-sha256; };", "1:5: the name of the key is no domain name"},
        {"key \"a..b\" { };", "1:5: the name of the key"},
        {"key home algorithm", "1:10: `{` is missing"},
        {"key home { algorithm hmac-sha256; };", "1:35: the key has no secret"},
        {"key home {\n secret \"c2VjcmV0\";\n};", "3:1: the key has no algorithm"},
        {"key home {\n algorithm hmac-sha257;\n};", "2:12: the algorithm is \"hmac-sha257\""},
        {"key home {\n algorithm hmac-md5;\n};", "2:12: the algorithm is hmac-md5, which RFC 8945 forbids"},
        {"key home { algorithm ; };", "1:22: `algorithm` has no value"},
        {"key home { algorithm hmac-sha256 secret \"c2VjcmV0\"; };", "1:34: `;` is missing"},
        {"key home { secret \"c2VjcmV0\" ", "1:30: `;` is missing"},
        {"key home { secret \"not*base64\"; };", "1:19: the secret is no base64"},
        {"key home { secret \"\"; };", "1:19: the secret is no base64"},
        {"key home { secret \"c2VjcmV0\n\"; };", "2:1: `;` is missing"},
        {"key home { keyid 7; };", "1:12: `algorithm`, `secret` or `}` is missing here"},
        {"key home { /* no end", "1:21: `algorithm`, `secret` or `}` is missing here"},
        {"key home { algorithm hmac-sha256; secret \"c2VjcmV0\"; };\nkey b { };",
         "2:1: there is a second key"},
        {"key home { algorithm hmac-sha256; secret \"c2VjcmV0\"; }; more", "1:57: there is something behind"},
    };
    for (const auto& c : cases) {
        INFO(c.text);
        const auto key = parse_key_file(c.text);
        REQUIRE_FALSE(key);
        CHECK(key.error().kind == ErrorKind::config);
        CHECK_MESSAGE(key.error().what.starts_with(c.says), key.error().what);
        CHECK(key.error().what.find("c2VjcmV0") == std::string::npos);
    }
    CHECK(parse_key_file(std::string(100, ' '), 99).error().what.find("longer than 99 bytes") !=
          std::string::npos);
}
