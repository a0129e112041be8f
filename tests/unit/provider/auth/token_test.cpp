// SPDX-License-Identifier: MIT
#include "unit/provider/bench.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace ddns;
using namespace ddns::provider_test;

namespace {

constexpr std::string_view file = R"(format: 1
title: Service
docs: https://service.example/docs
confidence: high, 2026-01-02
url: https://p.example/api
settings:
  id: { is: required, help: "The id" }
  secret: { is: secret, help: "The secret" }
  key_file: { is: path, help: "The key" }
  authority: { is: default https://login.example, help: "Where" }
auth: AUTH
push:
  request: GET /set?name={name}&ip={ip}
  replies:
    - updated: { body: good }
)";

std::string file_with(std::string_view auth) {
    std::string out(file);
    out.replace(out.find("AUTH"), 4, auth);
    return out;
}

struct Lab : Bench {
    explicit Lab(std::string_view auth) : Bench(file_with(auth)) {
        for (const Diagnostic& mistake : loaded.diagnostics) FAIL_CHECK(mistake.message);
        account.url = "";
        account.provider = "service";
        account.settings["id"] = Secret("i&d");
        account.settings["secret"] = Secret("se/cret");
        transport.now = turns.time = Instant{std::chrono::hours(1)};
    }
    void update() { submit({change(0, "h.example.com", {"192.0.2.1"})}); }
    void reply(std::size_t call, int status, std::string text,
               std::vector<std::pair<std::string, std::string>> headers = {}) {
        transport.reply(call, status, std::move(text), std::move(headers));
        while (turns.turn()) {
        }
    }
    std::size_t count() const { return transport.calls.size(); }
    std::string header(std::size_t call, std::string_view name) const {
        for (const HttpHeader& header : transport.calls.at(call).request.headers)
            if (header.name == name) return header.value.reveal();
        return "(none)";
    }
    void passes(Duration time) {
        turns.time += time;
        transport.now = turns.time;
    }
    /// What is wrong with the account.
    std::string problem() {
        const auto checked = check_account(*loaded.definition, account, example_sources());
        if (checked) return "nothing";
        CHECK(checked.error().kind == ErrorKind::config);
        return checked.error().what;
    }
};

constexpr std::string_view google =
    "google {key_file} https://www.googleapis.com/auth/ndev.clouddns.readwrite";

} // namespace

TEST_CASE("oauth2: client credentials, at the address that the file names") {
    Lab lab("oauth2 {authority}/{id}/token {id} {secret} https://p.example/.default");
    lab.account.settings["id"] = Secret("id");
    lab.update();
    CHECK(lab.url(0) == "https://login.example/id/token");
    CHECK(lab.transport.calls[0].request.method == "POST");
    CHECK(lab.transport.calls[0].request.label == "POST https://login.example");
    CHECK(lab.header(0, "Content-Type") == "application/x-www-form-urlencoded");
    CHECK(lab.body(0) == "grant_type=client_credentials&client_id=id&client_secret=se%2Fcret&"
                         "scope=https%3A%2F%2Fp.example%2F.default");
    lab.reply(0, 200, R"({"token_type":"Bearer","access_token":"t1","expires_in":"3600"})");
    CHECK(lab.url(1) == "https://p.example/api/set?name=h.example.com&ip=192.0.2.1");
    CHECK(lab.header(1, "Authorization") == "Bearer t1");
    lab.reply(1, 200, "good");
    // Used until five minutes before its end.
    lab.passes(std::chrono::minutes(55) - std::chrono::seconds(1));
    lab.update();
    CHECK(lab.header(2, "Authorization") == "Bearer t1");
    lab.reply(2, 200, "good");
    lab.passes(std::chrono::seconds(1));
    lab.update();
    CHECK(lab.url(3) == "https://login.example/id/token");
    CHECK(lab.header(3, "Authorization") == "(none)");
    lab.reply(3, 200, R"({"access_token":"t2"})");
    CHECK(lab.header(4, "Authorization") == "Bearer t2");
    lab.reply(4, 200, "good");
    // Without a lifetime: until it is refused.
    lab.passes(std::chrono::hours(1000));
    lab.update();
    lab.reply(5, 401, "");
    CHECK(lab.url(6) == "https://login.example/id/token");
    lab.reply(6, 200, R"({"access_token":"t3"})");
    lab.reply(7, 200, "good");
    REQUIRE(lab.outcomes.size() == 4);
    CHECK(word(lab.outcomes[3]) == "updated");
}

TEST_CASE("oauth2-password: below the base address, without a scope") {
    Lab lab("oauth2-password /authorization/token {id} {secret}");
    lab.update();
    CHECK(lab.url(0) == "https://p.example/api/authorization/token");
    CHECK(lab.body(0) == "grant_type=password&username=i%26d&password=se%2Fcret");
    lab.reply(0, 200, R"({"accessToken":"t1","expiresIn":60})");
    CHECK(lab.header(1, "Authorization") == "Bearer t1");
    lab.reply(1, 200, "good");
    lab.passes(std::chrono::seconds(54));
    lab.update();
    CHECK(lab.url(2) == "https://p.example/api/authorization/token");
}

TEST_CASE("how a token can be refused (RFC 6749, section 5.2)") {
    struct Row {
        int status;
        const char* body;
        const char* word;
    };
    const Row rows[] = {
        {400, R"({"error":"invalid_grant"})", "auth"},
        {401, R"({"error":"invalid_client"})", "auth"},
        {503, "", "server"},
        {429, "", "rate"},
        {404, "<html>", "bad_reply"},
        {200, R"({"token_type":"Bearer"})", "bad_reply"},
        {302, R"({"access_token":"t1"})", "bad_reply"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.body);
        Lab lab("oauth2 https://login.example/token {id} {secret}");
        lab.update();
        lab.reply(0, row.status, row.body);
        CHECK(lab.count() == 1);
        REQUIRE(lab.outcomes.size() == 1);
        CHECK(word(lab.outcomes[0]) == row.word);
        CHECK(lab.outcomes[0].error.what.starts_with("could not log in: Service "));
    }
}

TEST_CASE("google: an assertion signed with the key file's key (as `openssl dgst -sha256 -sign` has it)") {
    Lab lab(google);
    lab.account.settings["key_file"] = Secret(service_account("https://oauth2.googleapis.com/token"));
    CHECK(lab.problem() == "nothing");
    lab.update();
    CHECK(lab.url(0) == "https://oauth2.googleapis.com/token");
    CHECK(lab.body(0) ==
          "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion="
          "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCIsImtpZCI6ImsxIn0."
          "eyJpc3MiOiJtZUBwLmlhbS5nc2VydmljZWFjY291bnQuY29tIiwic2NvcGUiOiJodHRwczovL3d3dy5nb29nbGVhcGlzLmNvbS"
          "9hdXRoL25kZXYuY2xvdWRkbnMucmVhZHdyaXRlIiwiYXVkIjoiaHR0cHM6Ly9vYXV0aDIuZ29vZ2xlYXBpcy5jb20vdG9rZW4i"
          "LCJpYXQiOjE3NjczMjMwNDUsImV4cCI6MTc2NzMyNjY0NX0.o0rm44J4PYI-"
          "oJjOj8GtXuASPBZSMWU3xy6iKgrWJI0zwiiCHJsRW66J1XtyOKiw60W7OIlmNew2N7cVluuh5lCMQFIGOnCdfmZf2NRFTy-"
          "YACqn1E2VFau7fX5Lz8Bg0lDP54AkErnPXmvVM1tnm7ruGddxzGbBGjcuYtCR1oM");
    lab.reply(0, 200, R"({"access_token":"t1","expires_in":3599})");
    CHECK(lab.header(1, "Authorization") == "Bearer t1");
}

TEST_CASE("google: tokens are asked for at Google or at the account's own url") {
    Lab lab(google);
    const auto problem = [&](std::string_view url) {
        lab.account.settings["key_file"] = Secret(service_account(url));
        const std::string text = lab.problem();
        return text.substr(std::min(text.find("asks for"), text.size()));
    };
    const std::string wrong = " which is neither Google nor the account's url";
    CHECK(problem("https://evil.example/token") == "asks for tokens at evil.example," + wrong);
    CHECK(problem("https://evilgoogleapis.com/token") == "asks for tokens at evilgoogleapis.com," + wrong);
    CHECK(problem("https://oauth2.googleapis.com@evil.example/") ==
          "asks for tokens at evil.example," + wrong);
    CHECK(problem("not a url") == "asks for tokens at ," + wrong);
    lab.account.url = "https://own.example:8443/dns";
    CHECK(problem("https://own.example/token") == "asks for tokens at own.example," + wrong);
    lab.account.settings["key_file"] = Secret(service_account("https://own.example:8443/token"));
    CHECK(lab.problem() == "nothing");
    lab.account.settings["key_file"] = Secret(service_account("http://oauth2.googleapis.com/token"));
    CHECK(lab.problem() == "the account acct would send its credentials in the clear to "
                           "oauth2.googleapis.com; use https://");
    lab.account.url = "http://127.0.0.1:8080";
    lab.account.settings["key_file"] = Secret(service_account("http://127.0.0.1:8080/token"));
    CHECK(lab.problem() == "nothing");
}

TEST_CASE("google: an assertion of the wrong time is written again with the server's, once") {
    Lab lab(google);
    lab.account.settings["key_file"] = Secret(service_account("https://oauth2.googleapis.com/token"));
    lab.update();
    const std::string first = lab.body(0);
    const std::vector<std::pair<std::string, std::string>> date = {{"date", "Fri, 02 Jan 2026 05:04:05 GMT"}};
    lab.reply(0, 400, R"({"error":"invalid_grant"})", date);
    REQUIRE(lab.count() == 2);
    CHECK(lab.body(1) != first);
    lab.reply(1, 400, R"({"error":"invalid_grant"})", date);
    CHECK(lab.count() == 2);
    REQUIRE(lab.outcomes.size() == 1);
    CHECK(word(lab.outcomes[0]) == "auth");
    CHECK(lab.outcomes[0].note == "this machine's clock is 2 h behind oauth2.googleapis.com; set it");
}

TEST_CASE("transip: the body is signed with the key (as `openssl dgst -sha512 -sign` has it)") {
    Lab lab("transip {id} {key_file}");
    lab.account.settings["id"] = Secret("me");
    lab.account.settings["key_file"] = Secret(std::string(crypto_test::small_key));
    lab.update();
    CHECK(lab.url(0) == "https://p.example/api/auth");
    CHECK(lab.body(0) == R"({"login":"me","nonce":"nonce","read_only":false,"expiration_time":"30 minutes",)"
                         R"("label":"ddns-reactor nonce","global_key":true})");
    CHECK(lab.header(0, "Content-Type") == "application/json");
    CHECK(lab.header(0, "Signature") ==
          "DvvW99/baFkYxN5pgR35GXE3nEoMnY8IRgXQ7zyYgn+D4/"
          "wc8ejhJ86L8IfcM5dR18v8OxTljHCu151frzmUCO6w7vfa7ByqC2E1B5/"
          "KGhoD4x3ZjfOx84lWe+TJFncB3TncK49jNBV19VV1OXu1Y8NjxuDEEmHl6Wc7tBPVtag=");
    lab.reply(0, 201, R"({"token":"t1"})");
    CHECK(lab.header(1, "Authorization") == "Bearer t1");
    lab.reply(1, 200, "good");
    lab.passes(std::chrono::minutes(27));
    lab.update();
    CHECK(lab.url(2) == "https://p.example/api/auth");
}

TEST_CASE("an account that cannot prove itself is found by check, and sends nothing") {
    {
        Lab lab("oauth2 https://login.example/token {id} {secret}");
        lab.account.settings.erase("secret");
        CHECK(lab.problem() == "the account acct lacks a setting that its requests are proven with; see "
                               "\"ddns-reactor providers service\"");
        lab.update();
        while (lab.turns.turn()) {
        }
        CHECK(lab.count() == 0);
        REQUIRE(lab.outcomes.size() == 1);
        CHECK(word(lab.outcomes[0]) == "config");
    }
    {
        Lab lab("oauth2 {authority} {id} {secret}");
        lab.account.settings["authority"] = Secret("http://login.example/token");
        CHECK(lab.problem() ==
              "the account acct would send its credentials in the clear to login.example; use "
              "https://");
        lab.account.allow_http = true;
        CHECK(lab.problem() == "nothing");
        lab.account.settings["authority"] = Secret("login.example");
        CHECK(lab.problem() == "the account acct has a token address that is none");
        lab.account.settings["authority"] = Secret("https://login.example@evil.example/");
        CHECK(lab.problem() == "the account acct has a token address that is none");
    }
    {
        Lab lab("transip {id} {key_file}");
        lab.account.settings["key_file"] = Secret("nothing");
        CHECK(lab.problem() ==
              "the account acct cannot be used: the key file nothing is no private key in PEM "
              "form (\"-----BEGIN PRIVATE KEY-----\")");
        const auto checked = check_account(*lab.loaded.definition, lab.account);
        REQUIRE_FALSE(checked);
        CHECK(checked.error().what == "the account acct cannot be used: there is no key file nothing");
    }
}
