// SPDX-License-Identifier: MIT
#include "provider/auth/key_file.h"

#include "fakes/temp_folder.h"
#include "unit/crypto/keys.h"
#include "util/file.h"
#include "util/json.h"

#include <doctest/doctest.h>

using namespace ddns;
using namespace ddns::crypto_test;

namespace {

Json key_file() {
    Json out{Json::Object{}};
    out.set("type", "service_account");
    out.set("client_email", "me@p.iam.gserviceaccount.com");
    out.set("private_key_id", "k1");
    out.set("private_key", std::string(small_key));
    out.set("token_uri", "https://oauth2.googleapis.com/token");
    return out;
}

std::string why(const std::string& text) {
    const auto parsed = parse_service_account(Secret(text));
    REQUIRE_FALSE(parsed);
    CHECK(parsed.error().kind == ErrorKind::config);
    return parsed.error().what;
}

} // namespace

TEST_CASE("a service account is read from its key file") {
    const auto parsed = parse_service_account(Secret(dump_json(key_file(), 2)));
    REQUIRE(parsed);
    CHECK(parsed->email == "me@p.iam.gserviceaccount.com");
    CHECK(parsed->key_id == "k1");
    CHECK(parsed->token_url == "https://oauth2.googleapis.com/token");
    CHECK(parsed->key.sign(Digest::sha256, "x"));
}

TEST_CASE("a key file that is none is refused with what is wrong, and without what is in it") {
    CHECK(why("") == "is not the JSON key file of a service account");
    CHECK(why("[]") == "is not the JSON key file of a service account");
    CHECK(why(std::string(small_key)) == "is not the JSON key file of a service account");
    CHECK(why(R"({"type":"authorized_user"})") ==
          "is not the key file of a service account (\"type\" is not \"service_account\")");
    for (const char* name : {"client_email", "token_uri", "private_key"}) {
        Json without = key_file();
        without.set(name, "");
        CHECK(why(dump_json(without)) == std::string("has no \"") + name + "\"");
        without.set(name, 7);
        CHECK(why(dump_json(without)) == std::string("has no \"") + name + "\"");
    }
    Json wrong = key_file();
    wrong.set("private_key", std::string(tiny_key));
    CHECK(why(dump_json(wrong)) ==
          "cannot be used: its \"private_key\" is an RSA key of less than 1024 bits");
    Json huge = key_file();
    huge.set("padding", std::string(largest_key_file, ' '));
    CHECK(why(dump_json(huge)) == "is not the JSON key file of a service account");
}

TEST_CASE("a key file is read whole, or said why not with its path") {
    const fakes::TempFolder folder;
    const std::string path = folder.path("key.pem");
    REQUIRE(replace_file(path, "secret", FileMode::private_));
    const auto content = read_key_file(path);
    REQUIRE(content);
    CHECK(content->reveal() == "secret");
    REQUIRE(replace_file(path, std::string(largest_key_file + 1, 'x'), FileMode::private_));
    for (const std::string& wrong : {path, folder.path("nothing"), folder.path("")}) {
        const auto failed = read_key_file(wrong);
        REQUIRE_FALSE(failed);
        CHECK(failed.error().kind == ErrorKind::config);
        CHECK(failed.error().what.find(wrong) != std::string::npos);
    }
}
