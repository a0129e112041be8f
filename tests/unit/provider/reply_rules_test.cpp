// SPDX-License-Identifier: MIT
#include "provider/reply_rules.h"

#include "fakes/fake_transport.h"
#include "http/retry_after.h"

#include <doctest/doctest.h>

using namespace ddns;

TEST_CASE("Retry-After is seconds, or a date that counts from the reply's own") {
    struct Row {
        std::string value;
        std::string date;
        std::optional<long> seconds;
    };
    const Row rows[] = {
        {"40", "", 40},
        {"0", "", 0},
        {"99999999999999999", "", 86400},
        {"Sun, 06 Nov 1994 08:50:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT", 60},
        {"Sun, 06 Nov 1994 08:49:00 GMT", "Sun, 06 Nov 1994 08:49:37 GMT", 0},
        {"Sat, 31 Dec 1994 23:59:59 GMT", "Sat, 31 Dec 1994 23:59:50 GMT", 9},
        {"Sun, 06 Nov 1994 08:50:37 GMT", "", {}},
        {"Sun, 06 Nix 1994 08:50:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT", {}},
        {"soon", "", {}},
        {"-5", "", {}},
        {"", "", {}},
    };
    for (const Row& row : rows) {
        CAPTURE(row.value);
        const HttpReply reply =
            FakeTransport::make_reply(429, "", {{"retry-after", row.value}, {"date", row.date}});
        const auto wait = retry_after(reply);
        REQUIRE(wait.has_value() == row.seconds.has_value());
        if (wait) CHECK(*wait == std::chrono::seconds(*row.seconds));
    }
}

TEST_CASE("without a rule the status decides, and never for success") {
    const std::pair<int, ErrorKind> rows[] = {
        {200, ErrorKind::bad_reply}, {204, ErrorKind::bad_reply}, {302, ErrorKind::bad_reply},
        {401, ErrorKind::auth},      {403, ErrorKind::auth},      {404, ErrorKind::bad_reply},
        {408, ErrorKind::server},    {429, ErrorKind::rate},      {500, ErrorKind::server},
        {511, ErrorKind::server},
    };
    for (const auto& [status, kind] : rows) {
        const HttpReply reply = FakeTransport::make_reply(status, "good");
        const Verdict verdict = judge({}, {}, ReplyView(reply), "good", {});
        CHECK(verdict.means == Meaning{Meaning::Kind::failed, kind});
    }
}

TEST_CASE("a body is compared without case, and stars at its ends stand for whatever is there") {
    struct Row {
        std::string pattern;
        std::string body;
        bool holds;
    };
    const Row rows[] = {
        {"OK", "ok", true},
        {"OK", " ok\r\n", true},
        {"OK", "ok.", false},
        {"OK*", "okay", true},
        {"OK *", "OK", true},
        {"OK *", "OK\n192.0.2.1\nUPDATED", true},
        {"OK *", "okay", false},
        {"OK *", "not OK", false},
        {"*done*", "is DONE now", true},
        {"*done", "is done", true},
        {"*done", "done is", false},
        {"*good *", "very goodly good thing", true},
        {"*good *", "very goodly", false},
        {"*", "", true},
        {"", "", true},
        {"", "x", false},
    };
    for (const Row& row : rows) {
        CAPTURE(row.pattern);
        CAPTURE(row.body);
        ReplyRule rule;
        rule.means.kind = Meaning::Kind::done;
        rule.conditions.push_back({ReplyRule::Condition::On::body, "", {*Template::parse(row.pattern, {})}});
        const HttpReply reply = FakeTransport::make_reply(200, row.body);
        const ReplyView view(reply);
        const Verdict verdict = judge(std::span(&rule, 1), {}, view, view.body(), {});
        CHECK((verdict.means.kind == Meaning::Kind::done) == row.holds);
    }
}

TEST_CASE("a pointer with a star looks at every element, and a star as value takes anything but null") {
    const std::tuple<std::string, std::string, bool> rows[] = {
        {"/e/*/code", "2", true}, {"/e/*/code", "3", false}, {"/e/*/code", "*", true},
        {"/n", "*", false},       {"/e", "*", true},         {"/x", "*", false},
        {"/s", "A*", false},      {"/s", "A1", true},        {"/e/*/none", "*", false},
    };
    const HttpReply reply =
        FakeTransport::make_reply(200, R"({"e":[{"code":1},{"code":2}],"n":null,"s":"A1"})");
    for (const auto& [pointer, value, holds] : rows) {
        CAPTURE(pointer);
        CAPTURE(value);
        ReplyRule rule;
        rule.means.kind = Meaning::Kind::done;
        rule.conditions.push_back({ReplyRule::Condition::On::json, pointer, {*Template::parse(value, {})}});
        const ReplyView view(reply);
        CHECK((judge(std::span(&rule, 1), {}, view, "", {}).means.kind == Meaning::Kind::done) == holds);
    }
}

TEST_CASE("an XML reply is read by the same pointers") {
    const HttpReply reply = FakeTransport::make_reply(
        200, "<?xml version=\"1.0\"?><R><Status code=\"0\">OK</Status><e><c>1</c></e><e><c>2</c></e></R>");
    const ReplyView view(reply);
    CHECK(view.is_xml());
    const std::tuple<std::string, std::string, bool> rows[] = {
        {"/R/Status/", "OK", true},
        {"/R/Status/code", "0", true},
        {"/R/e/*/c", "2", true},
        {"/R/e/*/c", "3", false},
    };
    for (const auto& [pointer, value, holds] : rows) {
        CAPTURE(pointer);
        ReplyRule rule;
        rule.means.kind = Meaning::Kind::done;
        rule.conditions.push_back({ReplyRule::Condition::On::json, pointer, {*Template::parse(value, {})}});
        CHECK((judge(std::span(&rule, 1), {}, view, "", {}).means.kind == Meaning::Kind::done) == holds);
    }
}

TEST_CASE("the provider's own words are the message of a JSON reply, else the body") {
    const std::pair<std::string, std::string> rows[] = {
        {R"({"errors":[{"code":1,"message":"no such zone"}],"result":null})", "no such zone"},
        {R"({"status":{"code":"-1","message":"Login fail"}})", "Login fail"},
        {R"([{"detail":"x"}])", "x"},
        {R"({"RequestId":"q","Code":"Throttling.User","Message":"too many"})", "too many"},
        {R"({"error":"invalid_grant","error_description":"Invalid JWT Signature."})",
         "Invalid JWT Signature."},
        {R"({"error_code":"APIGW.0301","error_msg":"AK does not exist"})", "AK does not exist"},
        {"<E xmlns=\"u\"><Error><Code>Throttling</Code><Message>Rate exceeded</Message></Error></E>",
         "Rate exceeded"},
        {"  plain text\n", "plain text"},
        {R"({"a":1})", R"({"a":1})"},
        {"<r><error><message>no such zone</message></error></r>", "no such zone"},
        {"<html><br>Sign in</html>", "<html><br>Sign in</html>"},
    };
    for (const auto& [body, words] : rows) {
        const HttpReply reply = FakeTransport::make_reply(400, body);
        CHECK(ReplyView(reply).words() == words);
    }
}
