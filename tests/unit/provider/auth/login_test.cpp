// SPDX-License-Identifier: MIT
#include "unit/provider/bench.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace ddns;
using namespace ddns::provider_test;

namespace {

constexpr std::string_view head = R"(format: 1
title: Service
docs: https://service.example/docs
confidence: high, 2026-01-02
url: https://p.example
settings:
  user: { is: required, help: "The name" }
  password: { is: secret required, help: "The password" }
push:
  request: GET /set?name={name}&ip={ip}
  headers: HEADERS
  replies:
    - updated: { body: good }
    - auth: { body: "expired*" }
)";

constexpr std::string_view session_login = R"(auth:
  request: POST /login
  body: { user: "{user}", password: "{password}" }
  each: { session: /session, csrf: X-CSRF }
  replies:
    - ok: { status: "200", /session: "*" }
    - rejected: { /error: nobody }
)";

std::string file_with(std::string_view auth, std::string_view headers) {
    std::string out(head);
    out.replace(out.find("HEADERS"), 7, headers);
    return out + std::string(auth);
}

/// An account that logs in; requests are numbered as they leave.
struct Lab : Bench {
    explicit Lab(std::string_view auth = session_login,
                 std::string_view headers = R"({ Cookie: "sid={session}", X-CSRF: "{csrf}" })")
        : Bench(file_with(auth, headers)) {
        for (const Diagnostic& mistake : loaded.diagnostics) FAIL_CHECK(mistake.message);
        account.settings["user"] = Secret("me");
        account.settings["password"] = Secret("p&ssword");
        transport.now = turns.time = Instant{std::chrono::hours(1)};
    }
    void update(std::size_t count) {
        std::vector<Change> changes;
        for (std::size_t i = 0; i < count; ++i)
            changes.push_back(change(i, fmt::format("h{}.example.com", i), {"192.0.2.1"}));
        submit(std::move(changes));
    }
    void reply(std::size_t call, int status, std::string text,
               std::vector<std::pair<std::string, std::string>> headers = {}) {
        transport.reply(call, status, std::move(text), std::move(headers));
        settle_turns();
    }
    void settle_turns() {
        while (turns.turn()) {
        }
    }
    void log_in(std::size_t call, const std::string& id) {
        reply(call, 200, R"({"session":")" + id + R"("})", {{"x-csrf", "c-" + id}});
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
};

} // namespace

TEST_CASE("one login before the first requests, and all of them wait for it") {
    Lab lab;
    lab.update(20);
    REQUIRE(lab.count() == 1);
    CHECK(lab.url(0) == "https://p.example/login");
    CHECK(lab.body(0) == R"({"user":"me","password":"p&ssword"})");
    CHECK(lab.header(0, "Cookie") == "(none)");
    lab.log_in(0, "s1");
    REQUIRE(lab.count() == 9); // eight at once
    CHECK(lab.header(1, "Cookie") == "sid=s1");
    CHECK(lab.header(8, "X-CSRF") == "c-s1");
    for (std::size_t i = 1; i <= 20; ++i) lab.reply(i, 200, "good");
    CHECK(lab.count() == 21);
    CHECK(lab.outcomes.size() == 20);
    for (const Outcome& outcome : lab.outcomes) CHECK(word(outcome) == "updated");
    lab.update(1);
    CHECK(lab.header(21, "Cookie") == "sid=s1"); // kept
}

TEST_CASE("a login that is refused fails what waits for it, once each, and is told without secrets") {
    Lab lab;
    lab.update(3);
    lab.reply(0, 403, R"({"message":"no user me with p&ssword"})");
    CHECK(lab.count() == 1);
    REQUIRE(lab.outcomes.size() == 3);
    for (const Outcome& outcome : lab.outcomes) CHECK(word(outcome) == "auth");
    CHECK(lab.outcomes[0].error.what ==
          "could not log in: Service refused the credentials (status 403: \"no user "
          "me with ***\"); check the settings of the account");
    lab.update(1); // it is not believed to be so for ever
    CHECK(lab.url(1) == "https://p.example/login");
    lab.log_in(1, "s1");
    CHECK(lab.header(2, "Cookie") == "sid=s1");
}

TEST_CASE("how a login can fail") {
    struct Row {
        int status;
        const char* body;
        const char* word;
        const char* told;
    };
    const Row rows[] = {
        {500, "x", "server", "could not log in: Service reports a fault on its side"},
        {429, "x", "rate 40s", "could not log in: Service asks to slow down"},
        {200, "<html>", "bad_reply", "could not log in: Service gave an answer that is not understood"},
        {200, R"({"error":"nobody"})", "auth", "could not log in: Service refused the credentials"},
        {200, R"({"session":"s1"})", "bad_reply",
         "could not log in: there is no x-csrf in the answer of Service (status 200)"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.body);
        Lab lab;
        lab.update(1);
        lab.reply(0, row.status, row.body, {{"retry-after", row.status == 429 ? "40" : ""}});
        REQUIRE(lab.outcomes.size() == 1);
        CHECK(word(lab.outcomes[0]) == row.word);
        CHECK(lab.outcomes[0].error.what.find(row.told) != std::string::npos);
        CHECK(lab.count() == 1);
    }
}

TEST_CASE("a login that does not arrive leaves the update unsent, and says so") {
    Lab lab;
    lab.update(2);
    lab.transport.fail_with(0, {ErrorKind::network, "p.example was not reached", {}});
    lab.settle_turns();
    REQUIRE(lab.outcomes.size() == 2);
    CHECK(word(lab.outcomes[1]) == "network");
    CHECK(lab.outcomes[1].error.what == "could not log in: p.example was not reached");
}

TEST_CASE("a reply that means auth leads to one more login, and the request is written again") {
    Lab lab;
    lab.update(4);
    lab.log_in(0, "s1");
    lab.reply(1, 200, "expired");
    lab.reply(2, 200, "expired");
    REQUIRE(lab.count() == 6);
    CHECK(lab.url(5) == "https://p.example/login");
    CHECK(lab.header(5, "Cookie") == "(none)");
    lab.reply(3, 200, "good");
    lab.log_in(5, "s2");
    lab.reply(4, 200, "expired"); // was on its way with the old session all the time
    REQUIRE(lab.count() == 9);
    for (std::size_t i = 6; i < 9; ++i) {
        CHECK(lab.header(i, "Cookie") == "sid=s2");
        lab.reply(i, 200, "good");
    }
    REQUIRE(lab.outcomes.size() == 4);
    for (const Outcome& outcome : lab.outcomes) CHECK(word(outcome) == "updated");
}

TEST_CASE("a session that is refused when it is new is not made again and again") {
    Lab lab;
    lab.update(3);
    lab.log_in(0, "s1");
    for (std::size_t i = 1; i <= 3; ++i) lab.reply(i, 403, "may not");
    REQUIRE(lab.count() == 5);
    lab.log_in(4, "s2");
    REQUIRE(lab.count() == 8);
    for (std::size_t i = 5; i <= 7; ++i) lab.reply(i, 403, "may not, s2 nor s1");
    CHECK(lab.count() == 8);
    REQUIRE(lab.outcomes.size() == 3);
    for (const Outcome& outcome : lab.outcomes) CHECK(word(outcome) == "auth");
    lab.update(1);
    lab.settle();
    CHECK(lab.count() == 8); // the account is refused
    CHECK(word(lab.outcomes.at(3)) == "auth");
}

TEST_CASE("tokens are not quoted, nor is the one before") {
    Lab lab;
    lab.update(1);
    lab.log_in(0, "session1");
    lab.reply(1, 200, "expired");
    lab.log_in(2, "session2");
    lab.reply(3, 500, "session2 and session1 and c-session2");
    REQUIRE(lab.outcomes.size() == 1);
    CHECK(lab.outcomes[0].error.what.find("\"*** and *** and ***\"") != std::string::npos);
}

TEST_CASE("what waits for a login can be given up") {
    Lab lab;
    lab.update(2);
    lab.operations.clear();
    lab.log_in(0, "s1");
    CHECK(lab.count() == 1);
    lab.update(1);
    CHECK(lab.header(1, "Cookie") == "sid=s1");
    lab.reply(1, 200, "expired");
    lab.operations.clear();
    lab.session.reset();
    CHECK(lab.transport.calls.at(2).cancelled);
    CHECK(lab.outcomes.empty());
}

TEST_CASE("what hears of a failed login may give up everything") {
    Lab lab;
    lab.open();
    std::unique_ptr<Operation> operation;
    std::size_t told = 0;
    operation = lab.session->submit(
        {change(0, "a.example.com", {"192.0.2.1"}), change(1, "b.example.com", {"192.0.2.1"})},
        [&](const Outcome&) {
            ++told;
            operation.reset();
            lab.session.reset();
        });
    lab.reply(0, 403, "");
    CHECK(told == 1);
}

TEST_CASE("a login at another host gets nothing that is not its own; cookies go back as they came") {
    Lab lab(R"(headers: { X-Secret: "{password}" }
body: { secret: "{password}" }
auth:
  request: POST form https://login.example/{user}?a=b
  each: { session: Set-Cookie }
  replies:
    - ok: { status: "201" }
)",
            R"({ Cookie: "{session}" })");
    lab.update(1);
    CHECK(lab.url(0) == "https://login.example/me?a=b");
    CHECK(lab.transport.calls[0].request.label == "POST https://login.example/me");
    CHECK(lab.header(0, "X-Secret") == "(none)");
    CHECK(lab.body(0).empty());
    lab.reply(0, 201, "", {{"set-cookie", "a=1; Path=/; HttpOnly"}, {"x", "y"}, {"set-cookie", "b=2"}});
    CHECK(lab.header(1, "Cookie") == "a=1; b=2");
    CHECK(lab.header(1, "X-Secret") == "p&ssword");
}
